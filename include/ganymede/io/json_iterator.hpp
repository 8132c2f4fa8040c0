#pragma once
// Going through a JSON value: the iterators of json_value.hpp.

#include <ganymede/version.hpp>

#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace ganymede::inline v0::detail {

/// Goes through an array or through the values of an object. Value: Json or const Json.
template <class Value>
class JsonIterator {
  using Object = std::map<std::string, std::remove_const_t<Value>, std::less<>>;
  using Members = std::conditional_t<std::is_const_v<Value>, typename Object::const_iterator, typename Object::iterator>;

 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = std::remove_const_t<Value>;
  using difference_type = std::ptrdiff_t;
  using pointer = Value*;
  using reference = Value&;

  JsonIterator() = default;
  explicit JsonIterator(Value* element) : element_(element) {}
  explicit JsonIterator(Members member) : member_(member), in_object_(true) {}

  Value& operator*() const { return in_object_ ? member_->second : *element_; }
  Value* operator->() const { return &**this; }
  /// Of a member of an object.
  const std::string& key() const { return member_->first; }
  Value& value() const { return **this; }
  bool in_object() const noexcept { return in_object_; }
  Members member() const { return member_; }

  JsonIterator& operator++() {
    in_object_ ? static_cast<void>(++member_) : static_cast<void>(++element_);
    return *this;
  }
  JsonIterator operator++(int) { return std::exchange(*this, ++JsonIterator(*this)); }
  friend bool operator==(const JsonIterator& a, const JsonIterator& b) { return a.element_ == b.element_ && a.member_ == b.member_; }

 private:
  Value* element_ = nullptr;
  Members member_{};
  bool in_object_ = false;
};

/// A key and its value.
template <class Value>
class JsonItem {
 public:
  JsonItem(const std::string& key, Value& value) : key_(key), value_(value) {}
  const std::string& key() const noexcept { return key_; }
  Value& value() const noexcept { return value_; }
  template <std::size_t I>
  decltype(auto) get() const noexcept {
    if constexpr (I == 0)
      return key();
    else
      return value();
  }

 private:
  const std::string& key_;
  Value& value_;
};

/// What Json::items() goes through.
template <class Value>
class JsonItems {
 public:
  class Iterator {
   public:
    explicit Iterator(JsonIterator<Value> at) : at_(at) {}
    /// Valid until the next step: the key of an array's element is made here.
    JsonItem<Value> operator*() {
      if (at_.in_object()) return {at_.key(), *at_};
      index_name_ = std::to_string(index_);
      return {index_name_, *at_};
    }
    Iterator& operator++() {
      ++at_;
      ++index_;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    JsonIterator<Value> at_;
    std::size_t index_ = 0;
    std::string index_name_{};
  };

  explicit JsonItems(Value& json) : json_(json) {}
  Iterator begin() const { return Iterator(json_.begin()); }
  Iterator end() const { return Iterator(json_.end()); }

 private:
  Value& json_;
};

}  // namespace ganymede::inline v0::detail

// Doxygen takes these for strangers in std
/// @cond
template <class Value>
struct std::tuple_size<ganymede::detail::JsonItem<Value>> : std::integral_constant<std::size_t, 2> {};
template <std::size_t I, class Value>
struct std::tuple_element<I, ganymede::detail::JsonItem<Value>> {
  using type = decltype(std::declval<ganymede::detail::JsonItem<Value>>().template get<I>());
};
/// @endcond
