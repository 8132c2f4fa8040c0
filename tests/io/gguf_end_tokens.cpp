#include <ganymede/io/gguf_end_tokens.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
/// The spellings of the tokens that end generation, in a file with `keys` whose vocabulary is <X>, id 0, and `spellings`.
std::vector<std::string> ends(std::vector<std::string_view> spellings, const char* keys = R"({"tokenizer.ggml.eos_token_id": 0})") {
  spellings.insert(spellings.begin(), "<X>");
  std::vector<std::string> found;
  for (const std::int32_t id : detail::gguf_end_tokens(Json::parse(keys), spellings))
    found.emplace_back(spellings.at(static_cast<std::size_t>(id)));
  return found;
}
using Names = std::vector<std::string>;
}  // namespace

// What is right here is what llama_vocab_is_eog of llama.cpp says of each vocabulary (tests/reference/decode/end_tokens.py).
TEST_CASE("gguf_end_tokens: a token that is known by its spelling ends generation beside the one that the file names") {
  for (const char* name : {"<|eot_id|>",
                           "<|im_end|>",
                           "<|end|>",
                           "<|return|>",
                           "<|call|>",
                           "<|flush|>",
                           "<|calls|>",
                           "<end_of_turn>",
                           "<|endoftext|>",
                           "</s>",
                           "<|eom_id|>",
                           "<EOT>",
                           "_<EOT>",
                           "[EOT]",
                           "[EOS]",
                           "<|end_of_text|>",
                           "<end_of_utterance>",
                           "<eos>",
                           "<turn|>",
                           "<|tool_response>",
                           "<|fim_pad|>",
                           "<fim-pad>",
                           "<fim_pad>",
                           "<PAD>",
                           "[PAD]",
                           "<|fim_repo|>",
                           "<|repo_name|>",
                           "<fim-repo>",
                           "<REPO>",
                           "<|file_sep|>",
                           "[e~[",
                           "<｜end▁of▁sentence｜>"})
    CHECK(ends({"a", name}) == Names{"<X>", name});
}

TEST_CASE("gguf_end_tokens: other control tokens do not") {
  for (const char* name :
       {"<|EOT|>",         "<|endofturn|>", "<|end_of_turn|>", "<|eot|>", "<|im_start|>", "<pad>",          "<s>",
        "<|end_of_role|>", "[/INST]",       "<|user|>",        "<sep>",   "<|eos|>",      "<|fim_middle|>", "<|fim_suffix|>",
        "<|im_end",        "<eot>",         "<EOS>",           "<end>",   "im_end",       "<reponame>",     ""})
    CHECK(ends({"a", name}) == Names{"<X>"});
}

TEST_CASE("gguf_end_tokens: <|end|> ends a message, not a turn, where calls and returns do") {
  CHECK(ends({"<|return|>", "<|call|>", "<|end|>"}) == Names{"<X>", "<|return|>", "<|call|>"});
  CHECK(ends({"<|return|>", "<|calls|>", "<|end|>"}) == Names{"<X>", "<|return|>", "<|calls|>"});
  CHECK(ends({"<|call|>", "<|flush|>", "<|end|>"}) == Names{"<X>", "<|call|>", "<|flush|>"});
  CHECK(ends({"<|return|>", "<|end|>"}) == Names{"<X>", "<|return|>", "<|end|>"});
  CHECK(ends({"<|end|>", "<|return|>", "<|call|>"}, R"({"tokenizer.ggml.eos_token_id": 1})") == Names{"<|return|>", "<|call|>"});
  CHECK(ends({"<|tool_response>", "</s>"}) == Names{"<X>", "<|tool_response>"});
}

TEST_CASE("gguf_end_tokens: keys") {
  CHECK(ends({"<A>", "<B>", "<C>"}, R"({"tokenizer.ggml.eos_token_id": 0, "tokenizer.ggml.eot_token_id": 1,
                                        "tokenizer.ggml.eom_token_id": 2})") == Names{"<X>", "<A>", "<B>"});
  CHECK(ends({"<B>", "<C>", "<|endoftext|>"}, R"({"tokenizer.ggml.eos_token_id": 0, "tokenizer.ggml.eot_token_id": 1,
                                        "tokenizer.ggml.eom_token_id": 2})") == Names{"<X>", "<B>", "<C>"});
  CHECK(ends({"<A>", "<|eot_id|>"}, R"({"tokenizer.ggml.eos_token_id": 0, "tokenizer.ggml.eot_token_id": 1})") ==
        Names{"<X>", "<A>", "<|eot_id|>"});
  CHECK(ends({"<A>", "<B>", "<C>"}, R"({"tokenizer.ggml.eos_token_id": 0, "tokenizer.ggml.fim_pad_token_id": 1,
             "tokenizer.ggml.fim_rep_token_id": 2, "tokenizer.ggml.fim_sep_token_id": 3})") == Names{"<X>", "<A>", "<B>", "<C>"});
  CHECK(ends({"<A>", "<|fim_pad|>"}, R"({"tokenizer.ggml.eos_token_id": 0, "tokenizer.ggml.fim_pad_token_id": 1})") == Names{"<X>", "<A>"});
  CHECK(ends({"<A>", "<B>"}, R"({"tokenizer.ggml.model": "llama"})") == Names{"<B>"});  // id 2, as SentencePiece has it
  CHECK(ends({"<A>", "<B>"}, R"({"tokenizer.ggml.model": "gpt2"})").empty());
  CHECK(ends({"<A>"}, R"({"tokenizer.ggml.model": "llama", "tokenizer.ggml.eos_token_id": 4294967295})").empty());  // none, it says
}
