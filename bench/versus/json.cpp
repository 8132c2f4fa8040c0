// What compiling is measured by: a program that only parses a JSON value and prints it, with nlohmann_json.
#include <nlohmann/json.hpp>

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::cout << nlohmann::json::parse(argv[1]).dump(2) << '\n';
}
