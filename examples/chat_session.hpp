#pragma once
// A conversation on a terminal, or through a pipe: a user's message a line, commands that begin with a slash.

#include <ganymede/app/chat_base.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <csignal>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include "run.hpp"
#include "terminal.hpp"

class ChatSession {
 public:
  /// With `json` an answer is its message as one object; `verbose` tells of calls and speed on standard error. `save`: a file that has the
  /// conversation after each turn; empty: none.
  ChatSession(ganymede::ChatBase& chat, bool json, bool verbose, std::string save)
      : chat_(chat),
        json_(json),
        verbose_(verbose),
        save_(std::move(save)),
        terminal_(isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0) {}

  /// One answer, printed as it comes. Ctrl-C ends it on a terminal, and not the program.
  void print(ganymede::ChatStream stream) {
    const Interruptible scope(terminal_ ? &chat_ : nullptr);
    bool dim = false;
    const auto shade = [&](bool wanted) {
      if (!colored() || dim == wanted) return;
      std::cout << (wanted ? "\033[2m" : "\033[0m\n");
      dim = wanted;
    };
    for (const ganymede::ChatPiece& piece : stream) {
      const bool spoken = piece.kind == ganymede::ChatKind::content;
      if (spoken && !json_) {
        shade(false);
        std::cout << piece.text << std::flush;
      } else if (piece.kind == ganymede::ChatKind::reasoning) {
        if (colored()) shade(true), std::cout << piece.text << std::flush;
      } else if (!spoken && (verbose_ || terminal_)) {
        std::cerr << (piece.kind == ganymede::ChatKind::tool_call ? "call: " : "result: ") << piece.text << '\n';
      }
    }
    shade(false);
    const ganymede::OrderedJson& message = last_answer();
    if (json_)
      std::cout << dump(message) << '\n' << std::flush;
    else
      std::cout << '\n' << std::flush;
    flush_output();
    if (!json_ && !terminal_)  // calls that nobody here answers
      if (const ganymede::OrderedJson* const calls = message.find("tool_calls")) std::cout << dump(*calls) << '\n' << std::flush;
    tell(stream, message);
    if (!save_.empty()) save(save_);
  }

  /// Lines of standard input, up to its end or /quit.
  void converse() {
    if (terminal_) std::cout << "/help tells the commands; Ctrl-C ends an answer, /quit the program.\n";
    for (std::string line; read(line);) {
      if (line.find_first_not_of(" \t") == std::string::npos) continue;
      try {
        if (!command(line)) print(chat_.say(line));
      } catch (const ganymede::Error& error) {
        if (!terminal_) throw;
        std::cerr << "error: " << error.what() << '\n';
      }
      if (quit_) break;
    }
  }

 private:
  /// While it lives, an interrupt ends the answer.
  class Interruptible {
   public:
    explicit Interruptible(ganymede::ChatBase* chat) : active_(chat != nullptr) {
      if (!active_) return;
      target() = chat;
      struct sigaction action {};
      action.sa_handler = [](int) {
        if (ganymede::ChatBase* const answering = target()) answering->interrupt();
      };
      ::sigaction(SIGINT, &action, &before_);
    }
    ~Interruptible() {
      if (!active_) return;
      ::sigaction(SIGINT, &before_, nullptr);
      target() = nullptr;
    }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

   private:
    static ganymede::ChatBase*& target() {
      static ganymede::ChatBase* chat = nullptr;
      return chat;
    }
    bool active_;
    struct sigaction before_ {};
  };

  bool colored() const { return terminal_ && !json_ && terminal_colors() != ganymede::TerminalColors::none; }

  bool read(std::string& line) {
    if (terminal_) std::cout << "> " << std::flush;
    return read_line(std::cin, line);
  }

  const ganymede::OrderedJson& last_answer() const {
    static const ganymede::OrderedJson none{ganymede::OrderedJson::Object{}};
    const auto& messages = chat_.messages();
    for (auto at = messages.rbegin(); at != messages.rend(); ++at)
      if (const ganymede::OrderedJson* const role = at->find("role");
          role != nullptr && role->string() != nullptr && *role->string() == "assistant")
        return *at;
    return none;
  }

  void tell(const ganymede::ChatStream& stream, const ganymede::OrderedJson& message) const {
    const ganymede::OrderedJson* const content = message.find("content");
    if (stream.finish_reason() == ganymede::FinishReason::length)
      std::cerr << "note: the answer was cut off: --max-new-tokens or the context is used up\n";
    if (content != nullptr && content->string() != nullptr && content->string()->empty() && message.find("tool_calls") == nullptr &&
        stream.finish_reason() == ganymede::FinishReason::eos)
      std::cerr << "note: the answer is empty\n";
    if (!verbose_) return;
    const ganymede::ChatUsage& usage = stream.usage();
    std::cerr << usage.prompt_tokens << " prompt tokens (" << usage.cached_tokens << " of them known already), " << usage.new_tokens
              << " new ones (" << name(stream.finish_reason()) << "), " << usage.seconds << " s";
    if (chat_.dropped_turns() > 0) std::cerr << "; the first " << chat_.dropped_turns() << " turns are no longer shown to the model";
    std::cerr << '\n';
  }

  void save(const std::string& path) const {
    errno = 0;
    std::ofstream file(path, std::ios::binary);
    file << chat_.save() << '\n';
    file.close();
    if (!file) throw stream_error(path, "cannot be written", errno);
  }

  /// Whether the line was a command.
  bool command(const std::string& line) {
    const std::size_t space = line.find(' ');
    const std::string name = line.substr(0, space);
    const std::string rest =
        space == std::string::npos
            ? ""
            : line.substr(line.find_first_not_of(' ', space) == std::string::npos ? line.size() : line.find_first_not_of(' ', space));
    if (name == "/quit" || name == "/exit") {
      quit_ = true;
    } else if (name == "/retry") {
      print(chat_.retry());
    } else if (name == "/undo") {
      note(chat_.undo() ? "the last turn is taken back" : "there is nothing to take back");
    } else if (name == "/clear") {
      chat_.clear();
      note("all is forgotten");
    } else if (name == "/system") {
      chat_.set_system(rest.empty() ? std::nullopt : std::optional(rest));
      note(rest.empty() ? "there is no system prompt now" : "the system prompt is another now");
    } else if (name == "/edit") {
      edit(rest);
    } else if (name == "/save") {
      if (rest.empty()) throw ganymede::InputError{{.problem = "names no file", .key = "/save"}};
      save(rest);
      note("saved");
    } else if (name == "/help") {
      std::cerr << "/retry            another answer\n/edit [N] TEXT    your last message, or number N, says TEXT instead\n"
                   "/undo             takes the last turn back\n/system [TEXT]    another system prompt, or none\n"
                   "/clear            forgets the conversation\n/save FILE        writes it to a file, for --resume\n/quit             "
                   "ends the program\n";
    } else {
      return false;
    }
    return true;
  }

  void edit(const std::string& rest) {
    const std::size_t space = rest.find(' ');
    const bool numbered = space != std::string::npos && space > 0 && space < 7 && rest.find_first_not_of("0123456789") == space;
    const std::string text = numbered ? rest.substr(space + 1) : rest;
    if (text.empty()) throw ganymede::InputError{{.problem = "says nothing in place of the message", .key = "/edit"}};
    print(chat_.edit(numbered ? std::stol(rest) - 1 : chat_.turns() - 1, text));
  }

  void note(std::string_view words) const {
    if (terminal_) std::cerr << words << '\n';
  }

  ganymede::ChatBase& chat_;
  bool json_, verbose_;
  std::string save_;
  bool terminal_, quit_ = false;
};
