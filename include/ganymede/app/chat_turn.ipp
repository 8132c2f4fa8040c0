#pragma once
// The bodies of chat_turn.hpp.

#include <ganymede/app/chat_turn.hpp>

#include <ganymede/app/chat_message.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0::detail {

/// A call as the OpenAI API has it in an assistant's message.
inline OrderedJson call_member(const ToolCall& call) {
  OrderedJson function, member;
  function.set("name", call.name);
  function.set("arguments", call.arguments);
  member.set("id", call.id);
  member.set("type", "function");
  member.set("function", std::move(function));
  return member;
}

/// An id of nine letters and digits, which Mistral's templates ask for.
inline std::string call_id(std::size_t number) {
  std::string digits = std::to_string(number % 100000);
  return "call" + std::string(5 - digits.size(), '0') + digits;
}

inline std::size_t count_calls(const OrderedJson::Array& messages) {
  std::size_t count = 0;
  for (const OrderedJson& message : messages)
    if (const OrderedJson* const calls = message.find("tool_calls"); calls != nullptr && calls->array() != nullptr)
      count += calls->array()->size();
  return count;
}

GANYMEDE_ONCE ChatTurn::ChatTurn(ChatState& chat, OrderedJson::Array before, std::uint64_t seed_offset)
    : chat_(&chat), before_(std::move(before)), seed_offset_(seed_offset) {
  or_back([&] { begin_round(); });
}

GANYMEDE_ONCE ChatTurn::~ChatTurn() {
  try {
    stop();
  } catch (const std::exception&) {  // what was shown is part of the conversation all the same; nobody is there to be told
  }
}

template <class Do>
void ChatTurn::or_back(const Do& work) {
  try {
    work();
  } catch (...) {
    over_ = true;
    generation_.reset();
    chat_->messages = std::move(before_);
    chat_->first_turn = 0;
    throw;
  }
}

GANYMEDE_ONCE std::optional<ChatPiece> ChatTurn::next() {
  while (waiting_.empty() && !over_)
    or_back([&] {
      if (!calls_.empty())
        answer_calls();
      else if (!generation_)
        begin_round();
      else
        step();
    });
  if (waiting_.empty()) return std::nullopt;
  ChatPiece piece = std::move(waiting_.front());
  waiting_.pop_front();
  return piece;
}

GANYMEDE_ONCE void ChatTurn::stop() {
  if (over_) return;
  if (generation_) {
    generation_->cancel(0);
    end_round();
  }
  for (const ToolCall& call : std::exchange(calls_, {})) add_result(call, R"({"error":"interrupted"})");
  over_ = true;
}

GANYMEDE_ONCE void ChatTurn::begin_round() {
  const LanguageModel& model = chat_->generator.language_model();
  GenerationConfig config = resolve(chat_->generator.defaults(), chat_->options.generation);
  if (config.num_return_sequences > 1 && chat_->options.generation.num_return_sequences)
    throw InputError{{.problem = "a conversation has one answer", .key = "num_return_sequences", .expected = "1"}};
  if (config.num_beams > 1 && chat_->options.generation.num_beams)
    throw InputError{{.problem = "answers are written as they come, without beams", .key = "num_beams", .expected = "1"}};
  config.num_beams = config.num_return_sequences = 1;
  config.on_overflow = Overflow::error;
  config.seed += seed_offset_;
  if (chat_->turn_end && !chat_->options.generation.eos_token_id &&
      std::find(config.eos_token_id.begin(), config.eos_token_id.end(), *chat_->turn_end) == config.eos_token_id.end())
    config.eos_token_id.push_back(*chat_->turn_end);

  const Index window = chat_->context_length(), wanted = config.max_new_tokens.value_or(default_chat_tokens);
  ChatPrompt prompt = chat_->fitted_prompt(std::clamp<Index>(wanted, 1, std::max<Index>(window / 4, 1)));
  const Index length = static_cast<Index>(prompt.ids.size());
  Index most = std::min(wanted, window - length);
  if (config.max_length && !config.max_new_tokens) most = std::clamp<Index>(*config.max_length - length, 1, most);
  config.max_new_tokens = most;
  config.max_length.reset();

  std::optional<Sequence>& held = chat_->sequence;
  std::size_t common = 0;
  if (held && held->max_length() == window) {
    const std::size_t limit = std::min({chat_->held.size(), prompt.ids.size() - 1, static_cast<std::size_t>(held->length())});
    while (common < limit && chat_->held[common] == prompt.ids[common]) ++common;
    if (!held->shape().recurrent.empty() && common != static_cast<std::size_t>(held->length()))
      common = 0;  // it cannot go back to the middle
    held->truncate(static_cast<Index>(common));
  } else {
    held.reset();
  }
  usage_.prompt_tokens = length;
  usage_.cached_tokens = static_cast<Index>(common);
  usage_.computed_rows += length - static_cast<Index>(common);
  ++usage_.rounds;

  ids_ = prompt.ids;
  marks_ = prompt.format.marks();
  parser_.emplace(std::move(prompt.format));
  text_.emplace(chat_->generator.tokenizer(), false);
  for (const TokenId id : ids_) bytes_of(id);  // the answer goes on with the prompt's text
  shown_bytes_ = 0;
  finish_reason_ = FinishReason::cancelled;

  SequenceOptions sequence = chat_->options.sequence;
  sequence.max_length = window;
  GenerationHooks hooks{.token_bytes = [this](Index, TokenId id) { return bytes_of(id); },
                        .cancel = &chat_->cancel,
                        .sequence = sequence,
                        .new_sequence = {},
                        .process_logits = {},
                        .should_stop = {},
                        .special_spelling =
                            [this](TokenId id) {
                              const Tokenizer& tokenizer = chat_->generator.tokenizer();
                              return is_hidden(id) && tokenizer.contains(id) ? tokenizer.piece(id) : std::string_view();
                            }};
  hooks.new_sequence = [this, &model](Index, const SequenceOptions& declared) {
    if (!chat_->sequence) return model.new_sequence(declared);
    Sequence kept = std::move(*chat_->sequence);
    chat_->sequence.reset();
    chat_->held.clear();
    return kept;
  };
  if (const auto& process = chat_->options.process_logits)
    hooks.process_logits = [&process](Index, std::span<const TokenId>, std::span<float> logits) { process(logits); };
  const std::vector<TokenId> prompts[] = {ids_};
  generation_.emplace(model, prompts, std::move(config), std::move(hooks));
}

GANYMEDE_ONCE bool ChatTurn::is_hidden(TokenId id) const {
  const Tokenizer& tokenizer = chat_->generator.tokenizer();
  return !tokenizer.contains(id) ||
         (tokenizer.is_special(id) && std::find(marks_.begin(), marks_.end(), tokenizer.piece(id)) == marks_.end());
}

GANYMEDE_ONCE std::string ChatTurn::bytes_of(TokenId id) { return is_hidden(id) ? std::string() : text_->push(id); }

GANYMEDE_ONCE void ChatTurn::step() {
  const auto begin = std::chrono::steady_clock::now();
  const bool stepped = generation_->step();
  for (const GenerationEvent& event : generation_->events()) {
    ids_.push_back(event.token.id);
    ++usage_.new_tokens;
    shown_bytes_ += event.text.size();
    show(parser_->feed(event.text));
  }
  usage_.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!stepped || generation_->finished()) end_round();
}

GANYMEDE_ONCE void ChatTurn::show(std::vector<AnswerPiece> pieces) {
  for (AnswerPiece& piece : pieces)
    waiting_.push_back({piece.kind == AnswerKind::content ? ChatKind::content : ChatKind::reasoning, std::move(piece.text)});
}

GANYMEDE_ONCE void ChatTurn::end_round() {
  const Generated generated = (*generation_)[0];
  finish_reason_ = generated.finish_reason;
  show(parser_->feed(generated.text.substr(std::min(shown_bytes_, generated.text.size()))));  // what was held back for a stop string
  if (finish_reason_ != FinishReason::stop) show(parser_->feed(text_->finish()));
  show(parser_->finish());
  if (std::optional<Sequence> sequence = generation_->take_sequence(0)) {
    ids_.resize(static_cast<std::size_t>(sequence->length()));
    usage_.computed_rows += std::max<Index>(sequence->length() - usage_.prompt_tokens, 0);
    chat_->held = std::move(ids_);
    chat_->sequence = std::move(sequence);
  }
  generation_.reset();

  ParsedAnswer answer = parser_->answer();
  std::vector<ToolCall> calls = std::move(answer.tool_calls);
  if (finish_reason_ == FinishReason::cancelled || usage_.rounds > chat_->options.max_tool_rounds + 1) calls.clear();
  std::size_t number = count_calls(chat_->messages);
  OrderedJson message = chat_message("assistant", answer.content);
  if (!answer.reasoning.empty()) message.set("reasoning_content", answer.reasoning);
  OrderedJson::Array members;
  for (ToolCall& call : calls) {
    if (call.id.empty()) call.id = call_id(++number);
    if (call.name.empty()) call.name = "invalid_call";
    if (const std::string problem = chat_->tools.problem(call); call.ok()) call.problem = problem;
    members.push_back(call_member(call));
    OrderedJson shown;
    shown.set("name", call.name);
    shown.set("arguments", call.arguments);
    waiting_.push_back({ChatKind::tool_call, dump(shown)});
  }
  if (!members.empty()) message.set("tool_calls", std::move(members));
  chat_->messages.push_back(std::move(message));
  over_ = calls.empty() || !chat_->tools.answers(calls);
  if (!over_) calls_ = std::move(calls);
}

GANYMEDE_ONCE void ChatTurn::answer_calls() {
  const bool last = usage_.rounds > chat_->options.max_tool_rounds;
  for (ToolCall& call : std::exchange(calls_, {}))
    add_result(call, cancelled() ? R"({"error":"interrupted"})"
                     : last      ? R"({"error":"no more functions can be called: answer with what is known"})"
                                 : chat_->tools.answer(call));
  over_ = cancelled();
}

GANYMEDE_ONCE void ChatTurn::add_result(const ToolCall& call, std::string_view result) {
  OrderedJson message;
  message.set("role", "tool");
  message.set("name", call.name);
  message.set("tool_call_id", call.id);
  message.set("content", result);
  chat_->messages.push_back(std::move(message));
  waiting_.push_back({ChatKind::tool_result, std::string(result)});
}

}  // namespace ganymede::inline v0::detail
