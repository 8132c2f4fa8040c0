# For Doxygen: comments speak of \w and <tag>; what looks like a command or an element there is text. Namespaces without the inline one.
s/namespace ganymede::inline v0/namespace ganymede/
/\/\// {
  s/\\([A-Za-z])/\\\\\1/g
  s/<(\/?)(tag|F0)( |>)/\\<\1\2\3/g
}
