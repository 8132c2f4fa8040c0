#pragma once
// A model's defaults, from its generation_config.json.

#include <ganymede/core/error.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>

#include <string>

namespace ganymede::inline v0 {

namespace detail {
/// Calls check(); an InputError of it names `file`, where what it is about stands.
template <class Check>
void in_file(const std::string& file, Check check) {
  try {
    check();
  } catch (const InputError& error) {
    ErrorDetails details = error.details();
    details.file = file;
    throw InputError{details};
  }
}
}  // namespace detail

/// The settings of a generation_config.json as transformers understands them: do_sample decides, false where it is absent; top_k is 50
/// where it is absent. Only max_length differs: its default of 20 is not taken over. Every key is read, is known to change no token, or is
/// an error. Throws ConfigError for keys of the wrong type, unknown ones, and those of processors and strategies that this library does not
/// have (transformers 5 has no groups of beams and no constraints either), InputError for values out of range, ids outside a vocabulary of
/// `vocab_size` (0: unknown) among them.
GANYMEDE_ONCE GenerationConfig read_generation_config(const Settings& settings, Index vocab_size = 0);

/// A model's own defaults, those of the checkpoint that it was loaded from: what generate() lays options over. Neutral ones where it has
/// none, as a model of one's own. Throws as read_generation_config.
GANYMEDE_ONCE GenerationConfig generation_defaults(const LanguageModel& model);
template <CausalModel M>
GenerationConfig generation_defaults(const M& model) {
  return generation_defaults(*refer_to(model));
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/read_generation_config.ipp>
#endif
