#pragma once
// Is an argument meant as the path of a model, or is it a text?

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <system_error>

/// False too for what is too long to be a path.
inline bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// Whether somebody who wrote this meant a file or a folder, although nothing of that name may be there: without white space, and from a
/// root, home or the current folder on ("./x", "C:\x"), or with a model file's ending or a slash at its end, or inside a folder that is
/// there; with white space, which names of folders may have, from such a beginning to such an ending. "and/or" and "24/7" are texts.
inline bool looks_like_path(const std::string& text) {
  const auto begins = [&] {
    for (const char* const begin : {"/", "./", "../", "~/", ".\\", "..\\", "https://huggingface.co/", "huggingface.co/", "hf.co/"})
      if (text.starts_with(begin)) return true;
    return text.size() > 2 && std::isalpha(static_cast<unsigned char>(text[0])) != 0 && text[1] == ':' && text[2] == '\\';
  };
  const auto ends = [&] {
    std::string lower = text;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const char* const end :
         {".gguf", ".ggml", ".safetensors", ".json", ".bin", ".pt", ".pth", ".ckpt", ".onnx", ".model", ".spm", "/"})
      if (lower.ends_with(end)) return true;
    return false;
  };
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; })) return begins() && ends();
  const std::size_t slash = text.rfind('/');
  return begins() || ends() || (slash != std::string::npos && is_there(text.substr(0, slash)));
}

/// Whether it is a name as the Hugging Face Hub has them, "HuggingFaceTB/SmolLM2-135M": one slash, and a hyphen, or letters and digits,
/// behind it; ":Q4_K_M" may follow, as others name one of its files.
inline bool looks_like_hub_name(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == 0 || slash == std::string::npos || slash + 1 == text.size()) return false;
  bool letter = false, digit = false, hyphen = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (i == slash) continue;
    if (c > 127 || (std::isalnum(c) == 0 && c != '-' && c != '_' && c != '.' && (c != ':' || i < slash))) return false;
    if (i < slash) continue;
    letter = letter || std::isalpha(c) != 0;
    digit = digit || std::isdigit(c) != 0;
    hyphen = hyphen || c == '-';
  }
  return letter && (digit || hyphen);
}
