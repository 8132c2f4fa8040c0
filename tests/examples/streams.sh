#!/bin/sh
# streams.sh PROGRAM...: output that does not arrive and input that cannot be read are errors of every program: exit status 1 and one line
# on standard error. Runs in the root of the repository; the programs are in the PATH.
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
failed=0

# Two calls of a program that print something; another program of the examples has to be added here.
calls() {
  case $1 in
    ask) for json in "" --json; do echo "ask examples/models/stories.gguf Who? --file README.md --max-new-tokens 3 $json"; done ;;
    attention_map) echo "attention_map hi"; echo "attention_map hi --json" ;;
    classify) for json in "" --json; do echo "classify tests/reference/apps/classify_single hi $json"; done ;;
    embed) for json in "" --json; do echo "embed tests/reference/apps/embed_static hi $json"; done ;;
    search) for json in "" --json; do echo "search tests/reference/apps/embed_static hi --file README.md $json"; done ;;
    chat)
      printf '{{ messages[0].content }}' > "$folder/template"
      for json in "" --json; do echo "chat hi --template $folder/template --print-prompt $json"; done
      ;;
    compose_a_model) echo "compose_a_model"; echo "compose_a_model 0" ;;
    complete) echo "complete hi --max-new-tokens 3"; echo "complete hi --max-new-tokens 3 --json --num-return-sequences 2" ;;
    embedding_space) echo "embedding_space king"; echo "embedding_space king --json" ;;
    next_token) echo "next_token hi"; echo "next_token hi --json" ;;
    perplexity) echo "perplexity hello"; echo "perplexity hello --json" ;;
    positions) echo "positions --kind alibi"; echo "positions --kind alibi --json" ;;
    quantize) for json in "" --json; do echo "quantize examples/models/stories.gguf $folder/out.gguf q4_0 $json"; done ;;
    rnn_vs_transformer) echo "rnn_vs_transformer --positions 1" ;;
    tokenize) echo "tokenize hi"; echo "tokenize hi --json" ;;
    translate) echo "translate Non."; echo "translate Non. --json" ;;
    walkthrough) echo "walkthrough hi --rounds 1"; echo "walkthrough hi --rounds 1 --json" ;;
    *) echo "no calls for $1 in streams.sh" >&2; failed=1 ;;
  esac
  echo "$1 --help"
}

# expect MESSAGE CALL: the last status is 1, and standard error this one line.
expect() {
  status=$?
  [ $status -eq 1 ] && [ "$(cat "$folder/error")" = "error: $1" ] && return
  echo "$2: status $status, and on standard error: $(cat "$folder/error")" >&2
  failed=1
}

for program in "$@"; do
  calls "$program" > "$folder/calls"
  while read -r call; do
    $call > /dev/full 2> "$folder/error" < /dev/null
    expect "standard output: cannot be written: No space left on device" "$call > /dev/full"
    $call >&- 2> "$folder/error" < /dev/null
    expect "standard output: cannot be written: Bad file descriptor" "$call >&-"
  done < "$folder/calls"
done

# Whoever ignores SIGPIPE gets an error; others end silently, by the signal.
sh -c "trap '' PIPE; sleep 0.3; tokenize hi 2> '$folder/error'; echo \$? > '$folder/status'" | true
(exit "$(cat "$folder/status")")
expect "standard output: cannot be written: Broken pipe" "tokenize | true"

# A line that cannot be printed is the last one that is read.
(yes Non. | head -n 100000 && touch "$folder/all_read") 2> /dev/null | translate --window 4 > /dev/full 2> "$folder/error"
expect "standard output: cannot be written: No space left on device" "yes | translate > /dev/full"
[ ! -e "$folder/all_read" ] || { echo "translate read on after its output failed" >&2; failed=1; }

# Nothing printed, nothing lost.
tokenize < /dev/null >&- || { echo "nothing to print is no error" >&2; failed=1; }

for call in tokenize complete next_token perplexity translate "embedding_space" attention_map walkthrough; do
  $call < . > /dev/null 2> "$folder/error"
  expect "standard input: cannot be read: Is a directory" "$call < ."
  $call <&- > /dev/null 2> "$folder/error"
  expect "standard input: cannot be read: Bad file descriptor" "$call <&-"
done
for call in "perplexity --file" "translate --file" "rnn_vs_transformer --file"; do
  $call . > /dev/null 2> "$folder/error"
  expect ".: cannot be read: Is a directory" "$call ."
  $call "$folder/absent" > /dev/null 2> "$folder/error"
  expect "$folder/absent: cannot be opened: No such file or directory" "$call absent"
done
# An error in the middle: what was read before is done, and then the error is told.
if [ -r /proc/self/mem ]; then
  perplexity --file /proc/self/mem > /dev/null 2> "$folder/error"
  expect "/proc/self/mem: cannot be read: Input/output error" "perplexity --file /proc/self/mem"
fi
exit $failed
