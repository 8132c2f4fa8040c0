"""Writes tokens.json: the ids that transformers' apply_chat_template(tokenize=True) makes of conversations, by the tokenizers of
tests/reference/tokenizers with templates in the manner of their models. Needs transformers (made with 5.24)."""

import json
import pathlib

from transformers import PreTrainedTokenizerFast

here = pathlib.Path(__file__).parent
CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
LLAMA3 = (
    "{{ '<|begin_of_text|>' }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + "
    "message['content'] | trim + '<|eot_id|>' }}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)
INST = (
    "{{ '<s>' }}{% for message in messages %}{% if message['role'] == 'assistant' %}{{ ' ' + message['content'] + '</s>' }}"
    "{% else %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% endif %}{% endfor %}"
)
GEMMA = (
    "{{ '<bos>' }}{% for message in messages %}{{ '<start_of_turn>' + ('model' if message['role'] == 'assistant' else message['role']) + "
    "'\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)
PHI3 = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>\n' + message['content'] + '<|end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}"
)
TEMPLATES = {"qwen2": CHATML, "smollm2": CHATML, "llama3": LLAMA3, "llama2": INST, "mistral": INST, "gemma": GEMMA, "phi3": PHI3}
TEXTS = [
    "Hello", "  two spaces before, one behind ", "", "a\n\nb\n", "Wo ist Ganymed? Über Jupiter 🪐!", "日本語のテキスト", "if a:\n    return b\t# c",
    "1234567890", "\n", "e\u0301 \u00a0 \u3000", "I'll don't WE'VE", "<b>html</b> &amp; | pipes", "s" * 100,
]
conversations = []
for i, text in enumerate(TEXTS):
    other = TEXTS[(i * 5 + 3) % len(TEXTS)]
    conversations.append([("user", text)])
    conversations.append([("user", other), ("assistant", text), ("user", other)])
    conversations.append([("system", other), ("user", text), ("assistant", other), ("user", text)])

all_of = []
for name, template in TEMPLATES.items():
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(here.parent / "tokenizers" / f"{name}.json"))
    rows = []
    for conversation in conversations:
        if name in ("llama2", "mistral", "gemma") and conversation[0][0] == "system":
            conversation = conversation[1:]
        messages = [{"role": role, "content": content} for role, content in conversation]
        ids = tokenizer.apply_chat_template(messages, chat_template=template, tokenize=True, add_generation_prompt=True, return_dict=False)
        rows.append({"messages": messages, "ids": ids})
    all_of.append({"tokenizer": name, "template": template, "conversations": rows})
(here / "tokens.json").write_text(json.dumps(all_of, ensure_ascii=False, separators=(",", ":")) + "\n")
