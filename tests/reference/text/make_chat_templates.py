"""Templates of one construct each, with what jinja2 under transformers' settings makes of them: tests/reference/text/chat_templates.json.

    python make_chat_templates.py        (transformers 5.24, jinja2 3.1.6)
"""
import datetime
import json
import pathlib

import transformers.utils.chat_template_utils as chat_template_utils


class StandingClock(datetime.datetime):
    @classmethod
    def now(cls, *_):
        return cls(2024, 7, 26, 12, 34, 56)


chat_template_utils.datetime = StandingClock
CONTEXT = {"messages":[{"role":"system","content":"Be nice."},{"role":"user","content":"Hi <|im_end|> ü🙂"},{"role":"assistant","content":"Hello"}],
"d":{"b":1,"a":[1,2.5,None,True,"x'y"],"C":{"k":"v"}},"l":[3,1,2],"s":"Hello World","n":7,"f":3.75,"none":None,"t":True,"u":"héllo ẞß ΑΣ 日本","words":["apple","Banana","cherry","apple"],
"people":[{"name":"Ann","age":30,"tags":["x"]},{"name":"bob","age":25},{"name":"Cy","age":30}],"empty":[],"html":"<a href='x'>&\"</a>","bos_token":"<s>","items_":{"items":5,"keys":6}}
SNIPPETS = r'''
Hello {{ s }}!
{{ n + 1 }} {{ n - 10 }} {{ n * 2 }} {{ n / 2 }} {{ n // 2 }} {{ n % 4 }} {{ n ** 2 }} {{ -n // 2 }} {{ -n % 4 }} {{ 2 ** -1 }} {{ 2**3**2 }} {{ -2**2 }}
{{ f }} {{ 1.0 }} {{ 1e16 }} {{ 1e15 }} {{ 0.0001 }} {{ 0.00001 }} {{ 1e-7 }} {{ 123456789.123 }} {{ 1/3 }} {{ 100.0 }} {{ 1e22 }} {{ 5e-324 }} {{ 1.5e300*1e10 }}
{{ 7.5 // 2 }} {{ -7.5 // 2 }} {{ -7.5 % 2 }} {{ 7.5 % -2 }} {{ 6 / 3 }} {{ 1 // 0.3 }}
{{ 1 / 0 }}
{{ 1 // 0 }}
{{ 1 % 0 }}
{{ 1.0 / 0 }}
{{ d }} {{ l }} {{ none }} {{ t }} {{ (1,) }} {{ (1,2) }} {{ () }} {{ {} }} {{ [] }} {{ "it's" }} {{ ["it's", 'q"q', "both'\""] }}
{{ ["\n\t\\\r\x00\x7f\x1b", "é", "\u200b", "🙂", "\xa0"] }}
{{ d.b }} {{ d['b'] }} {{ d.zzz }} {{ d.C.k }} {{ d.a[0] }} {{ d.a[-1] }} {{ d.a[99] }} {{ d['a'][1] }} {{ l.0 }} {{ l[0] }}
{{ items_['items'] }} {{ items_.keys is callable }}
{{ nothing }} {{ nothing is defined }} {{ nothing|default('x') }} {{ nothing or 'y' }}
{{ nothing.foo }}
{{ nothing['foo'] }}
{{ nothing + 1 }}
{{ nothing() }}
{{ d.zzz.foo }}
{{ none.foo }} x
{{ none.foo.bar }}
{{ none['x'] }} y
{{ s[0] }} {{ s[-1] }} {{ s[1:3] }} {{ s[::-1] }} {{ s[::2] }} {{ s[5:] }} {{ s[:-3] }} {{ s[100:] }} {{ s[-100:2] }} {{ s[3:1] }} {{ s[10:2:-3] }}
{{ u[1] }} {{ u[::-1] }} {{ u[1:4] }} {{ u|length }} {{ u[-2:] }}
{{ l[1:] }} {{ l[::-1] }} {{ (1,2,3,4)[1:3] }} {{ l[:0] }} {{ l[5:] }} {{ l[::-2] }}
{{ l[::0] }}
{{ range(5)|list }} {{ range(2,10,3)|list }} {{ range(5,0,-2)|list }} {{ range(0) | list }} {{ range(3) }} {{ range(1,5,2) }} {{ range(5)[2] }} {{ range(10)[2:5]|list }}
{{ range(100001)|length }}
{{ range(100000)|length }}
{{ range(1, 10, 0) }}
{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.depth0 }}|{{ loop.previtem }}|{{ loop.nextitem }};{% endfor %}
{% for x in l %}{{ loop.cycle('a','b') }}{% if loop.changed(x > 1) %}!{% endif %}{% endfor %}
{% for x in l if x > 1 %}{{ loop.index }}:{{ x }}/{{ loop.length }} {% else %}none{% endfor %}
{% for x in empty %}a{% else %}nothing{% endfor %}
{% for x in l if x > 10 %}a{% else %}nothing{% endfor %}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}
{% for k in d %}{{ k }}{% endfor %}
{% for a, b in [(1,2),(3,4)] %}{{ a+b }} {% endfor %}
{% for a, b in [(1,2,3)] %}{{ a+b }} {% endfor %}
{% for (a, b), c in [((1,2),3)] %}{{ a+b+c }} {% endfor %}
{% for c in "abc" %}{{ c }}-{% endfor %}
{% for x in 5 %}{% endfor %}
{% for x in none %}{% endfor %}
{% for x in nothing %}a{% else %}e{% endfor %}
{% for x in l %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% endfor %}
{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{{ loop.last }}{% endfor %}
{% break %}
{% continue %}
{% for x in [1] %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}
{% for x in [[1,[2,[3]]],4] recursive %}{% if x is iterable %}[{{ loop(x) }}]{% else %}{{ x }}@{{ loop.depth }}{% endif %}{% endfor %}
{% for x in l %}{{ loop(x) }}{% endfor %}
{% set x = 1 %}{% for i in l %}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}
{% set ns = namespace(x=1, y='a') %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}{{ ns['x'] }}{{ ns.z }}
{% set ns = namespace({'q': 2}) %}{{ ns.q }}{% set ns.w = 5 %}{{ ns.w }}
{% set ns = namespace() %}{{ ns }} {% set ns.a = [1] %}{{ ns }}
{% set d.x = 1 %}
{% set nope.x = 1 %}
{% set a, b = 1, 2 %}{{ a }}{{ b }}
{% set a, b = [1] %}{{ a }}{{ b }}
{% set x %}  block {{ s }} {% endset %}[{{ x }}]
{% set x | upper | trim %}  block {{ s }} {% endset %}[{{ x }}]
{% set x %}{% set y = 5 %}{% endset %}{{ y }}
{% if t and n > 3 %}yes{% elif n %}maybe{% else %}no{% endif %}
{% if not t %}a{% elif n == 7 %}b{% else %}c{% endif %}
{{ 'a' if t else 'b' }} {{ 'a' if not t }} {{ 'a' if false else 'b' if false else 'c' }}
{{ ('a' if false).foo }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ [1,2] < [1,3] }} {{ (1,2) == [1,2] }} {{ none == none }} {{ nothing == nothing2 }} {{ 'a' != 'b' }} {{ {'a':1} == {'a':1.0} }}
{{ 1 < 'a' }}
{{ none < 1 }}
{{ nothing < 1 }}
{{ 1 in l }} {{ 9 not in l }} {{ 'ell' in s }} {{ 'b' in d }} {{ 'x' in nothing }} {{ '' in s }} {{ 2 in range(5) }}
{{ 1 in s }}
{{ 1 in none }}
{{ 1 in 5 }}
{{ not 1 in l }} {{ not (1 in l) and true }} {{ 1 and 0 or 'z' }} {{ '' or [] }} {{ 1 and 2 }} {{ none and 1 }}
{{ s ~ 1 ~ none ~ true ~ 1.5 ~ [1] ~ nothing }}
{{ 'a' + 'b' }} {{ [1] + [2] }} {{ (1,) + (2,) }} {{ 'ab' * 3 }} {{ [1] * 2 }} {{ 3 * 'x' }} {{ 'a' * -1 }} {{ true + 1 }}
{{ 'a' + 1 }}
{{ 1 + 'a' }}
{{ [1] + (2,) }}
{{ none + 1 }}
{{ {} + {} }}
{{ 'a' - 'b' }}
{{ -'a' }}
{{ +5 }} {{ -5 }} {{ -true }} {{ - 5.5 }}
{{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }} {{ 1_0.5 }} {{ 00 }}
{{ 1.5.real }}
{{ 'abc'.upper() }} {{ s.lower() }} {{ s.title() }} {{ 'hELLO wORLD'.capitalize() }} {{ s.swapcase() }} {{ "they're bill's".title() }}
{{ u.upper() }} {{ u.lower() }} {{ u.title() }} {{ u.capitalize() }} {{ u.swapcase() }} {{ 'ǆ ﬁ ŉ İ ı'.upper() }} {{ 'İIΣΣ ΑΣ.'.lower() }}
{{ ' a b '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'xyaxy'.lstrip('yx') }}|{{ 'xyaxy'.rstrip('yx') }}|{{ ' \t\n\u00a0\u2003a'.strip() }}|{{ 'a'.strip(none) }}
{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ 'abc'.split('') }}
{{ ' a  b c '.split(none, 1) }} {{ ' a  b c '.rsplit(none, 1) }} {{ ' a b '.split(none, 5) }} {{ ''.split() }} {{ ''.split(',') }} {{ 'a b'.split(maxsplit=1) }} {{ 'a b '.split(' ') }} {{ ' a '.split(none,0) }} {{ ' a '.rsplit(none,0) }}
{{ '</think>x</think>y'.split('</think>')[-1] }} {{ 'a</think>b'.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }}
{{ s.startswith('He') }} {{ s.startswith(('x','H')) }} {{ s.endswith('ld') }} {{ s.startswith('e', 1) }} {{ s.endswith('l', 0, 3) }} {{ s.startswith('') }}
{{ s.startswith(['x']) }}
{{ s.startswith(1) }}
{{ s.replace('l','L') }} {{ s.replace('l','L',1) }} {{ 'aaa'.replace('','-') }} {{ 'aaa'.replace('','-',2) }} {{ 'é'.replace('','-') }} {{ s.replace('zz','') }} {{ 'aaaa'.replace('aa','b') }}
{{ s.find('o') }} {{ s.rfind('o') }} {{ s.find('zz') }} {{ s.index('W') }} {{ s.count('l') }} {{ s.count('') }} {{ u.find('日') }} {{ s.find('o', 5) }} {{ s.find('o', 0, 3) }} {{ s.rfind('o', 0, 6) }} {{ s.find('', 50) }} {{ s.find('') }}
{{ s.index('zz') }}
{{ 'a\nb\r\nc\x0bd\n'.splitlines() }} {{ 'a\nb\n'.splitlines(true) }} {{ ''.splitlines() }}
{{ ','.join(['a','b']) }} {{ ','.join('abc') }} {{ ''.join([]) }}
{{ ','.join([1]) }}
{{ 'abc'.center(10) }}| {{ 'abc'.center(10,'*') }} {{ 'abc'.ljust(6,'.') }} {{ 'abc'.rjust(6) }} {{ 'abcd'.center(7,'*') }} {{ '-5'.zfill(5) }} {{ '5'.zfill(3) }} {{ '+5'.zfill(1) }}
{{ 'a-b-c'.partition('-') }} {{ 'a-b-c'.rpartition('-') }} {{ 'abc'.partition('-') }} {{ 'abc'.rpartition('-') }}
{{ 'abc'.isalpha() }} {{ '12'.isdigit() }} {{ 'a1'.isalnum() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ 'ab'.islower() }} {{ ''.isalpha() }} {{ 'Ab C'.istitle() }} {{ '²'.isdigit() }} {{ '½'.isnumeric() }} {{ '²'.isdecimal() }} {{ 'abc'.isascii() }}
{{ 'unhappy'.removeprefix('un') }} {{ 'run.py'.removesuffix('.py') }} {{ 'a\tb'.expandtabs(4) }}|
{{ 'abc'.foo }} {{ 'abc'.foo is defined }} {{ 'abc'['upper']() }} {{ 'abc'.upper is callable }}
{{ 'abc'.foo() }}
{{ ''.__class__ }} x
{{ ''.__class__.__mro__ }}
{{ ''.__class__() }}
{{ [].__class__ }} {{ d.__class__ is defined }} {{ (1).__class__.x }}
{{ s|attr('__class__') }} {{ s|attr('upper') is callable }} {{ d|attr('b') is defined }}
{{ d.update({'z':1}) }}
{{ l.append(1) }}
{{ l.pop() }}
{{ d.pop('b') }}
{{ l.sort() }}
{{ d.clear is defined }} {{ l.append is defined }} {{ d.setdefault }} x
{{ d.keys()|list }} {{ d.values()|list }} {{ d.items()|list }} {{ d.keys() }} {{ d.items() }} {{ d.values() }} {{ d.get('b') }} {{ d.get('zz') }} {{ d.get('zz', 'def') }} {{ d.copy() }} {{ d.keys()|length }}
{{ d.get() }}
{{ d.items()[0] }} x
{{ l.index(1) }} {{ l.count(3) }} {{ (1,2,1).count(1) }} {{ l.copy() }}
{{ l.index(99) }}
{{ "%s is %d and %5.2f|%-5s|%05d|%x|%X|%o|%e|%g|%%|%r|%c|%+d|% d" % (s, 42, 3.14159, 'ab', 42, 255, 255, 8, 12345.678, 0.0001, 'q', 'c', 5, 5) }}
{{ "%(a)s-%(b)03d" % {'a': 1, 'b': 2} }} {{ "%s" % 5 }} {{ "%s" % (1,) }} {{ "%s" % [1,2] }} {{ '%5s|%-5s|%.2s' % ('a','b','cdef') }} {{ '%*d' % (5, 3) }} {{ '%#x %#o' % (255, 8) }} {{ '%.3d' % 5 }} {{ '%d' % 3.9 }} {{ '%s %s' % ('a', none) }} {{ '%G %E' % (1e-10, 1.5) }} {{ '%i' % true }}
{{ "%d" % 'a' }}
{{ "%s %s" % 'a' }}
{{ "%s" % (1,2) }}
{{ "abc" % 1 }}
{{ "abc" % d }} {{ "abc" % l }}
{{ "%q" % 1 }}
{{ "%" % 1 }}
{{ "{} {} {}".format(1, 'a', none) }} {{ "{0}{1}{0}".format('a','b') }} {{ "{a}{b}".format(a=1,b=2) }} {{ "{:>5}|{:<5}|{:^5}|{:*^7}".format('a','b','c','d') }} {{ "{:05d} {:+d} {:,} {:x} {:#x} {:b} {:.2f} {:e} {:%} {:g}".format(42, 5, 1234567, 255, 255, 5, 3.14159, 12345.678, 0.25, 1e20) }} {{ '{{}} {}'.format(1) }} {{ '{!r}'.format('x') }} {{ '{:{}}'.format('a', 5) }}| {{ '{0[b]} {1.k}'.format(d, d.C) }} {{ '{:_}'.format(1234567) }} {{ '{:010,}'.format(1234) }} {{ '{:.3}'.format('abcdef') }} {{ '{:.3}'.format(3.14159) }} {{ '{:>+8.1f}'.format(2.55) }} {{ '{:}'.format(1.0) }} {{ '{:08.2f}'.format(-3.14159) }}
{{ "{}".format() }}
{{ "{".format(1) }}
{{ "{} {0}".format(1) }}
{{ "{x}".format(1) }}
{{ "{:d}".format('a') }}
{{ "{0.__class__}".format(s) }}
{{ s|upper }} {{ s|lower }} {{ 'heLLo wOrld'|capitalize }} {{ 'foo-bar (baz) [q] {w} <e x_y'|title }} {{ "they're o'neil"|title }} {{ u|title }} {{ 5|upper }} {{ none|upper }} {{ nothing|upper }}
{{ '  a '|trim }}| {{ 'xax'|trim('x') }} {{ 5|trim }} {{ none|trim }} {{ nothing|trim }}
{{ 'abc'|replace('b','B') }} {{ 'aaa'|replace('a','b',2) }} {{ 5|replace('5','6') }}
{{ l|join(',') }} {{ l|join }} {{ people|join('+', attribute='name') }} {{ 'abc'|join('-') }} {{ [1,none,'x',nothing]|join('/') }}
{{ none|join }}
{{ l|length }} {{ d|length }} {{ s|count }} {{ nothing|length }} {{ (1,2)|length }}
{{ 5|length }}
{{ none|length }}
{{ l|map('string')|list }}{{ l|map('string')|length }}
{{ l|first }} {{ l|last }} {{ s|first }} {{ empty|first }} {{ d|first }} {{ d|last }} {{ l|map('int')|first }} {{ empty|first is defined }}
{{ l|map('int')|last }}
{{ l|sort }} {{ l|sort(reverse=true) }} {{ words|sort }} {{ words|sort(case_sensitive=true) }} {{ people|sort(attribute='age')|map(attribute='name')|list }} {{ people|sort(attribute='age,name')|map(attribute='name')|join }} {{ people|sort(true, attribute='name')|map(attribute='name')|join }}
{{ [1,'a']|sort }}
{{ l|reverse|list }} {{ s|reverse }} {{ u|reverse }}
{{ words|unique|list }} {{ ['a','A']|unique|list }} {{ ['a','A']|unique(case_sensitive=true)|list }} {{ people|unique(attribute='age')|map(attribute='name')|list }}
{{ l|min }} {{ l|max }} {{ words|max }} {{ people|max(attribute='age') }} {{ empty|min }} {{ ['b','A']|min }} {{ ['b','A']|min(true) }}
{{ l|sum }} {{ people|sum(attribute='age') }} {{ l|sum(start=10) }} {{ empty|sum }} {{ [[1],[2]]|sum(start=[]) }}
{{ ['a']|sum }}
{{ ['a']|sum(start='') }}
{{ l|map('string')|join('-') }} {{ people|map(attribute='name')|list }} {{ people|map(attribute='tags', default=[])|list }} {{ people|map(attribute='tags.0')|list }} {{ words|map('upper')|list }} {{ words|map('replace','a','4')|list }} {{ [1.6,2.2]|map('round')|map('int')|list }} {{ nothing|map('x')|list }}
{{ l|map('nope')|list }}
{{ l|map|list }}
{{ l|select('odd')|list }} {{ l|reject('odd')|list }} {{ [0,1,'',none]|select|list }} {{ l|select('gt', 1)|list }} {{ people|selectattr('age','equalto',30)|map(attribute='name')|list }} {{ people|rejectattr('tags')|map(attribute='name')|list }} {{ people|selectattr('tags','defined')|list|length }} {{ people|selectattr('age', '>', 26)|list|length }} {{ l|select('in',[1,2])|list }} {{ l|select('divisibleby', 3)|list }} {{ words|select('ne','apple')|list }}
{{ l|select('nope')|list }}
{{ d|items|list }} {{ nothing|items|list }} {% for k,v in d|items %}{{ k }}{% endfor %}
{{ l|items|list }}
{{ d|dictsort }} {{ d|dictsort(true) }} {{ {'b':1,'a':2}|dictsort(by='value') }} {{ {'b':1,'a':2}|dictsort(false,'key',true) }}
{{ d|dictsort(by='foo') }}
{{ l|list }} {{ s|list }} {{ d|list }} {{ (1,2)|list }}
{{ 5|default(1) }} {{ none|default(1) }} {{ none|default(1, true) }} {{ ''|default('x', boolean=true) }} {{ nothing|d }} {{ nothing|default }} {{ nothing.foo|default('a') if false else 'k' }}
{{ nothing.foo|default('a') }}
{{ '42'|int }} {{ '42.7'|int }} {{ 'x'|int }} {{ 'x'|int(5) }} {{ '0x1f'|int(base=16) }} {{ '1f'|int(0,16) }} {{ 3.9|int }} {{ -3.9|int }} {{ none|int }} {{ true|int }} {{ ' 12 '|int }} {{ '1e3'|int }} {{ '1_000'|int }} {{ ''|int }} {{ [1]|int }}
{{ nothing|int }}
{{ '3.5'|float }} {{ 'x'|float }} {{ 'x'|float(1.5) }} {{ 3|float }} {{ 'inf'|float }} {{ '-inf'|float }} {{ 'nan'|float }} {{ '1e5'|float }} {{ none|float }}
{{ 42.55|round }} {{ 42.55|round(1) }} {{ 42.55|round(1,'floor') }} {{ 42.51|round(1,'ceil') }} {{ 2.5|round }} {{ 3.5|round }} {{ 42|round }} {{ 45|round(-1) }} {{ 1234.5|round(-2) }} {{ 2.675|round(2) }} {{ 42.2|round(method='ceil')|int }} {{ 7|round(method='floor') }} {{ -0.4|round }}
{{ 'a'|round }}
{{ -5|abs }} {{ -5.5|abs }} {{ true|abs }}
{{ 'a'|abs }}
{{ s|string }} {{ 5|string ~ 'x' }} {{ none|string }} {{ l|string }}
{{ 'a\nb\n\nc'|indent }} {{ 'a\nb'|indent(2, true) }} {{ 'a\n\nb'|indent(2, blank=true) }} {{ 'a\nb'|indent('>>') }} {{ 'a'|indent }} {{ ''|indent }} {{ 'a\n'|indent }}| {{ 'a\nb'|indent(width=1, first=true) }}
{{ 5|indent }}
{{ html|e }} {{ html|escape }} {{ html|safe }} {{ html|forceescape }} {{ 5|e }} {{ none|e }}
{{ 'foo bar baz qux'|truncate(9) }} {{ 'foo bar baz qux'|truncate(9, true) }} {{ 'foo bar baz qux'|truncate(11) }} {{ 'foo bar baz qux'|truncate(9, false, '!', 0) }} {{ 'foobarbazquxfoobar'|truncate(9) }}
{{ 'a b  c-d e_f'|wordcount }} {{ 'é日 本'|wordcount }}
{{ '%s-%s'|format(1,2) }} {{ '%(a)s'|format(a=1) }} {{ 'x'|center(5) }}| {{ 'ab'|center(7) }}|
{{ [1,2,3,4,5]|batch(2)|list }} {{ [1,2,3,4,5]|batch(2,'x')|list }} {{ [1,2,3,4,5]|slice(2)|list }} {{ [1,2,3,4,5]|slice(3,'x')|list }} {{ [1,2,3]|slice(5)|list }}
{% for g in people|groupby('age') %}{{ g.grouper }}:{{ g.list|map(attribute='name')|join(',') }};{% endfor %}{% for k, v in people|groupby('age') %}{{ k }}{{ v|length }}{% endfor %} {{ people|groupby('age')|length }}
{{ 'a b&c/d?é'|urlencode }} {{ 1000|filesizeformat }} {{ 1|filesizeformat }} {{ 123456789|filesizeformat }} {{ 123456789|filesizeformat(true) }} {{ 500|filesizeformat }}
{{ d|tojson }} {{ d|tojson(indent=2) }} {{ l|tojson }} {{ s|tojson }} {{ none|tojson }} {{ true|tojson }} {{ 1.0|tojson }} {{ u|tojson }} {{ u|tojson(ensure_ascii=true) }} {{ '🙂'|tojson(true) }} {{ html|tojson }}
{{ d|tojson(indent=0) }} {{ d|tojson(indent=-1) }} {{ d|tojson(indent='--') }} {{ d|tojson(separators=(',',':')) }} {{ d|tojson(separators=[', ', '=']) }} {{ d|tojson(sort_keys=true) }} {{ d|tojson(indent=4, sort_keys=true) }} {{ []|tojson(indent=2) }} {{ {}|tojson(indent=2) }} {{ [[],{}]|tojson(indent=2) }} {{ {'a':[]}|tojson(indent=1) }} {{ (1,2)|tojson }} {{ {1:2, none:3, true:4, 1.5:5}|tojson }} {{ "\x00\x1f\x7f\u2028\"\\/\b\f\n\r\t"|tojson }} {{ 'nan'|float|tojson }} {{ 1e100|tojson }} {{ d|tojson(indent=2, separators=(',', ': ')) }} {{ messages|tojson }}
{{ nothing|tojson }}
{{ {(1,2):3}|tojson }}
{{ d.items()|tojson }}
{{ namespace(a=1)|tojson }}
{{ d|tojson(foo=1) }}
{{ 1 is odd }} {{ 2 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(4) }} {{ s is defined }} {{ s is string }} {{ d is mapping }} {{ l is iterable }} {{ s is iterable }} {{ 5 is iterable }} {{ l is sequence }} {{ d is sequence }} {{ s is sequence }} {{ none is none }} {{ t is boolean }} {{ 1 is boolean }} {{ 1 is number }} {{ 1.5 is number }} {{ t is number }} {{ 1 is integer }} {{ t is integer }} {{ 1.5 is float }} {{ 1 is float }} {{ 'a' is lower }} {{ 'A' is upper }} {{ t is true }} {{ t is false }} {{ 1 is true }} {{ nothing is undefined }} {{ range is callable }} {{ s is callable }} {{ 'upper' is filter }} {{ 'foo' is filter }} {{ 'odd' is test }} {{ 1 is in [1,2] }} {{ 1 is in([2]) }} {{ 1 is eq 1 }} {{ 1 is equalto(1) }} {{ 1 is == 1 }} {{ 1 is ne 2 }} {{ 2 is gt 1 }} {{ 2 is ge 2 }} {{ 1 is lt 2 }} {{ 1 is le 1 }} {{ 2 is greaterthan 1 }} {{ 1 is lessthan 2 }} {{ none is sameas none }} {{ t is sameas true }} {{ 1 is sameas true }} {{ s is escaped }} {{ s is not none }} {{ not s is none }} {{ nothing is iterable }} {{ nothing is none }} {{ nothing is string }} {{ range(3) is sequence }} {{ range(3) is iterable }} {{ d.items() is sequence }} {{ d.items() is iterable }} {{ namespace() is mapping }} {{ d.items() is mapping }}
{{ 1 is nope }}
{{ 1|nope }}
{% if false %}{{ 1|nope }}{% endif %}ok
{% if true %}{{ 1|nope }}{% endif %}ok
{{ 1|nope if false else 2 }}
{% if false %}{% for x in l %}{{ x|nope }}{% endfor %}{% endif %}ok
{{ 'a' is divisibleby 2 }}
{{ s is s is s }}
{% macro m(a, b=2, c='x') %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, c='z') }}{{ m(1,2,3) }}{{ m(a=5) }}{{ m() }}{{ m.name }}{{ m.arguments }}{{ m }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1,2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}
{% macro m(a) %}{{ a.x }}{% endmacro %}{{ m() }}
{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1,2,3,q=4) }}
{% macro m(a=n, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m() }}{{ m(3) }}
{% macro fact(n) %}{% if n <= 1 %}1{% else %}{{ n * fact(n-1)|int }}{% endif %}{% endmacro %}{{ fact(10) }}
{% macro wrap(x) %}<{{ caller() }}{{ x }}>{% endmacro %}{% call wrap(1) %}body {{ s }}{% endcall %}
{% macro each(xs) %}{% for x in xs %}{{ caller(x, loop.index) }}{% endfor %}{% endmacro %}{% call(a, b) each(l) %}({{ a }}:{{ b }}){% endcall %}
{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}
{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}
{% macro m() %}{{ z }}{% endmacro %}{% set z = 5 %}{{ m() }}
{% for i in l %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}
{% macro m() %}{% set q = 1 %}{{ q }}{% endmacro %}{{ m() }}{{ q }}
{% macro a() %}x{% endmacro %}{% macro b() %}{{ a() }}y{% endmacro %}{{ b() }}{{ b()|upper }}{{ a() ~ b() }}
{% macro m(x) %}  {{- x -}}  {% endmacro %}[{{ m('a') }}]
{% macro m(a, b=1, c) %}{% endmacro %}
{% filter upper %}abc {{ s }}{% endfilter %} {% filter replace('a','b')|upper %}aaa{% endfilter %}
{% with a=1, b=2 %}{{ a+b }}{% endwith %}{{ a }}
{% with %}{% set z=1 %}{{ z }}{% endwith %}{{ z }}
{% raw %}{{ not }} {% if %}{% endraw %}
{%- raw -%}  {{ x }}  {%- endraw -%}  z
{# comment #}a{#- trim -#}   b  {#- x #} c
a {# multi
line #} b
{% generation %}gen {{ s }}{% endgeneration %}!
{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}{% endif %}{% endfor %}
{% generation %}{% set zz = 1 %}{% endgeneration %}{{ zz }}
{% block foo %}in block {{ s }}{% endblock %}
{% block foo %}a{% endblock foo %}b
{% print 5 %}{% print 'a', 'b' %}
{% do 5 %}
{% include 'x' %}
{% import 'x' as y %}
{% extends 'x' %}
{% autoescape %}
{% foo %}
{% if %}
{% if x %}
{% endif %}
{% for x in l %}
{{ 
{{ x
{{ x }
{{ (1 }}
{{ 1) }}
{{ [1, }}
{{ a b }}
{{ 1 + }}
{{ }}
{{ 'abc }}
{% set = 1 %}
{% set 1 = 1 %}
{% set true = 1 %}
{% set x = %}
{% for in l %}{% endfor %}
{% for x l %}{% endfor %}
{% for 1 in l %}{% endfor %}
{% macro %}{% endmacro %}
{% raw %} abc
{# abc
{% if true %}a{% endfor %}
{{ f(a=1, 2) }}
{{ f(**d, 1) }}
{{ foo.bar. }}
{{ foo. 'x' }}
{{ 5 ? }}
{{ a $ b }}
{{ dict(a=1, b=2) }} {{ dict([('a',1)]) }} {{ dict({'a':1}, b=2) }} {{ dict() }} {{ dict(d).b }}
{{ dict(5) }}
{{ dict.fromkeys(['a','b'], 1) }} 
{% set c = cycler('a','b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{% set _ = c.reset() %}{{ c.current }}
{% set j = joiner('|') %}{{ j() }}a{{ j() }}b{{ j() }}
{% set j = joiner() %}{{ j() }}a{{ j() }}
{{ raise_exception('boom ' ~ s) }}
{{ strftime_now('%Y-%m-%d') }} {{ strftime_now('%d %b %Y') }} {{ strftime_now("%B %d, %Y %H:%M:%S %p %I %j %a %A %y %-d %e %U %W %w %u %D %F %T %R %c %x %X %% %f %Z %z|") }}
{{ namespace(a=1).a }} {{ namespace(_a=1) }}
{% set ns = namespace() %}{% set ns._x = 1 %}
{{ namespace(a=1)['a'] }}
{{ range(3)|map('string')|join(',') }} {{ range(3)|sum }} {{ range(5)|select('even')|list }}
{% set x = l|map('string') %}{{ x|list }}{{ x|list }}
{{ bos_token }}{{ eos_token }}{{ eos_token is defined }}
{{ messages[0]['role'] }} {{ messages[-1].content }} {{ messages|selectattr('role','equalto','user')|list|length }} {{ messages[1:]|length }} {{ messages|map(attribute='content')|join(' ') }} {{ messages[0].role == 'system' }}
{%- if messages[0]['role'] == 'system' %}{%- set system_message = messages[0]['content'] %}{%- set loop_messages = messages[1:] %}{%- else %}{%- set loop_messages = messages %}{%- endif %}{{ system_message }}{{ loop_messages|length }}
{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}
{{ '<|im_start|>assistant\n' }}
{{ {'a': 1, 'b': [1,2]}['b'][0] }} {{ {'a':1}.a }} {{ {1:'x'}[1] }} {{ {'a':1, 'a':2} }} {{ {true:1}[1] }} {{ {1.0:'f'}[1] }}
{{ {[1]:2} }}
{{ d[[1]] }} x
{{ {'a':1}.items()|list|first|last }}
{{ foo.bar is defined }}
{{ d.foo is defined }} {{ d.foo.bar is defined }}
{{ (d.foo or {}).bar is defined }} {{ d.get('foo', {}).get('bar') is none }}
{{ s.split()|map('length')|list }} {{ s.split(' ')|last }} {{ (s ~ 'x')|length }} {{ s|length > 5 and s|length < 20 }} {{ s | upper | lower | length }}
{{ not none }} {{ not '' }} {{ not 'a' }} {{ not [] }} {{ not 0.0 }} {{ not {} }} {{ not range(0) }} {{ not nothing }} {{ not namespace() }}
{{ 9223372036854775807 }} {{ -9223372036854775807 - 1 }} {{ 4611686018427387904 + 1 }}
{{ true }}{{ false }}{{ True }}{{ False }}{{ None }}{{ none }}
{{ 'a' 'b' ~ 'c' }} {{ 1 ~ 2 * 3 }} {{ 1 + 2 ~ 3 }} {{ -1 ~ 2 }} {{ 'a' ~ 1 + 2 }}
{{ -1|abs }} {{ (-1)|abs }} {{ 2 * 3|string }} {{ '5'|int + 1 }} {{ n is odd and true }} {{ n is divisibleby 7 and n is odd }} {{ 1 if n is odd else 2 }} {{ n is not even }} {{ 1 + 1 is odd }} {{ 'x' in 'xyz' is string }} {{ n|string is string }}
{{ l|join(',')|upper ~ 'x' if l else 'y' }} {{ (l|join(',')).split(',')|map('int')|sum }}
{{ f(1)(2) }}
{{ range(3)()() }}
{{ 5() }}
{{ 'abc'() }}
{{ m.x.y }}
{{ 1.5|int ~ '%' }} {{ 5 % 3 ~ '%' }} {{ '%d%%' % 50 }}
{{ "a\
b" }}
{{ lipsum is defined }} {{ cycler is defined }} {{ namespace is defined }} {{ super is defined }} {{ caller is defined }} {{ varargs is defined }}
{% set l2 = [] %}{% set l2 = l2 + [1] %}{{ l2 }}{% set _ = l2.append(2) %}{{ l2 }}
{%set x=1%}{%-if x-%}  a  {%-endif-%}  b
{{ [1,2,3] | map('multiply', 2) | list }}
{{ 'abc' | first | upper }}{{ [[1,2],[3]] | map('first') | list }}{{ [[1,2],[3]]|map('sum')|list }}{{ [{'a':{'b':1}}]|map(attribute='a.b')|list }}{{ [[5,6]]|map(attribute=1)|list }}
{{ 10 // 3 * 3 + 10 % 3 }} {{ 2 + 3 * 4 - 5 // 2 }} {{ (2 + 3) * 4 }} {{ 2 * 3 ** 2 }} {{ 10 - 5 - 2 }} {{ 100 / 10 / 2 }} {{ 7 // 2 / 2 }}
{{ 'x' * 3 ~ 'y' }} {{ '=' * 10 }} {{ ['a'] * 2 + ['b'] }}
{{ "日本語"|upper }} {{ "日本語"[1] }} {{ "日本語"|list }} {{ "日本語"|tojson }} {{ "日本語"|reverse }} {{ ["日本語"] }} {{ "日本語"|length }} {{ "日本語".center(7,'本') }}
{{ "a" < "B" }} {{ "é" > "z" }} {{ "🙂" > "日" }}
{% if messages is string %}s{% elif messages is iterable and messages is not mapping %}l{% endif %}
{{ 'A' ~ '\n' ~ 'B' }}{{- 'C' -}} D
{{ "\\n" }} {{ '\\' }} {{ "\"" }} {{ '\'' }}
{% for k, v in {'a':1,'b':2}.items() if v > 1 %}{{ k }}{% endfor %}
{% for x in l %}{% for y in l %}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}
{% for x in l %}{% set outer = loop %}{% for y in [1] %}{{ outer.index }}{{ loop.index }}{% endfor %}{% endfor %}
{% for x in l %}{% if loop.index is even %}{% continue %}{% endif %}{{ x }}{% else %}e{% endfor %}
{% for x in l %}{% break %}{% else %}e{% endfor %}
{% for i in range(3) %}{% for j in range(3) %}{% if j == 1 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}
{{ messages | length }}{{ messages|tojson(indent=2)|length }}
{{ 'a'.join(l) }}
{{ 1|string|length }}{{ 1.0|string }}{{ true|string }}
{{ l == [3,1,2] }} {{ l != [1] }} {{ d == d }} {{ s == 'Hello World' }} {{ 'a' == 1 }} {{ none == false }} {{ 0 == false }} {{ nothing == none }}
{{ 3 in [1,2,3.0] }} {{ none in [none] }} {{ [1] in [[1]] }} {{ 'a' in ['a'] }} {{ 'a' in ('b','a') }} {{ 'k' in d.C }} {{ 'b' in d.keys() }} {{ 1 in d.values() }} {{ ('b',1) in d.items() }}
{{ "{}".format(s)|upper }}{{ "{a[0]}".format(a=l) }}
{{ '%s' % nothing }}|{{ '%s' % none }}|{{ '%r' % 'x' }}|{{ '%s' % {'a':1} }}|{{ '%s' % d.b }}
{{ s.title()|e }}{{ 'x'|e|upper }}
{{ 1e400 }} {{ -1e400 }}
{{ 'a,b;c'.replace(',', ';').split(';') }} {{ 'Hello'|list|reverse|join }} {{ 'hello world foo'.split()|map('capitalize')|join(' ') }}
{{ [3,1,2]|sort|reverse|list }} {{ [1,2,3,4]|select('gt',2)|map('string')|join('+') }} {{ [[2,'b'],[1,'a']]|sort }} {{ [(2,'b'),(1,'a')]|sort|first|last }} {{ {'x':1}|length }} {{ ['a','b']|last }} {{ [none, 1]|select('none')|list }} {{ [1,[2,3]]|select('iterable')|list }}
{{ s|attr('nope') }}x{{ d|attr('items')()|list }}
{{ d.a|length }} {{ d.a|tojson }} {{ d.a }} {{ d.C.items()|list }} {{ d['C']['k'] }} {{ d.C['nope'] }}
{{ (1, 2, 3) | join }} {{ () | length }} {{ (1) }} {{ ((1)) }} {{ 1, 2 }} {{ 1, }}
{% if (n == 7) %}p{% endif %}{% if n == 7 or nothing.x %}q{% endif %}{% if n != 7 and nothing.x %}r{% endif %}
{% if 1, 2 %}t{% endif %}{% for x in 1, 2 %}{{ x }}{% endfor %}{% for x in (1, 2) if x > 1 %}{{ x }}{% endfor %}
{% set x = 1, 2 %}{{ x }}{% set x = (1 if t else 2) %}{{ x }}{% set x = 5 if t else 6 %}{{ x }}{% set x = [i for i in l] %}
{% set x = lambda %}{{ x }}
{{ if }}{{ is }}
{{ not }}
{{ and }}
{% call foo %}{% endcall %}
{% call foo() %}{% endcall %}
{% set ns = namespace(found=false) %}{% for m in messages %}{% if m.role == 'user' and not ns.found %}{% set ns.found = true %}{{ m.content }}{% endif %}{% endfor %}{{ ns.found }}
'''
WHITE_SPACE = [
"  {% if t %}\n  a\n  {% endif %}\nb\n", "a\n{% if t %}\nb\n{% endif %}\n\nc\n\n", "a\n\n{%- if t -%}\n\nb\n\n{%- endif %}\n\nc", "a  {%+ if t %} b {% endif +%}\n c\n", "  {{ s }}\n  {{ s -}}  \n x", "x\n  {#- c -#}\n y\n", "  {# c #}\n y\n","a {# c #}\nb", "  {% raw %}\n x {% endraw %}\n y", "\n\n", "", "\n", "a\r\nb\rc\n", "{% if t %}\r\na\r\n{% endif %}\r\nb", "{{ 'a' }}\n", "{{ 'a' }}\n\n", "{% for i in l %}\n{{ i }}\n{% endfor %}\n", "   {% for i in l -%}\n  {{ i }}\n   {%- endfor %}\nx", "a\t {%- set x = 1 %}\n b", "\t{% set x = 1 %}\n b","x {% set x = 1 %}\n b", "{% set x = 1 -%}\n\n\n b", "{%- set x = 1 +%}\n b","a\u00a0{%- if t %}x{% endif %}", "a\n \u3000{% if t %}x{% endif %}","{{ s }}  \n{%- if t %} q{% endif -%}\n\n\n", "{{- s }} {{ s -}} z", " {{- s -}} ", "a {{+ n }}", "a {{ n +}} b", "{% if t -%} a {%- endif %}", "{%- if t %}\n\na{%- endif %}", "  {%- raw %} a {% endraw -%}  b", "{% raw -%} a {%- endraw %}", "{{ '{{' }} {{ '}}' }} {{ \"{% x %}\" }} {{ {'a':{'b':1}} }}", "{{ {'a':{'b':{}}}}}", "{% set x = {'a':{'b':1}}%}{{ x}}","a{%","a{{","a{#","a{","{ {","}}","%}","#}","{% if t %}{# x #}{% endif %}", "{#-#}x", "{#+ a +#}\n x", "  a\n    {#- x -#}  b","line1\n  {% if t %}inline{% endif %} tail\n", "  {% if t %}x{% endif %}  {% if t %}y{% endif %}\n","\n  {%- for i in l %}\n  - {{ i }}\n  {%- endfor %}\n"]
TEMPLATES = SNIPPETS.strip("\n").split("\n") + WHITE_SPACE + ["a {# of two\nlines #} b", '{{ "a\\\nb" }}', "{% set x = l[1:] %}\n{{ x }}\n{{ n[1:] }}"]


def expected(template):
    try:
        return {"expected": chat_template_utils._compile_jinja_template(template).render(**CONTEXT)}
    except Exception as error:  # whatever Python raises is a TemplateError
        return {"error": type(error).__name__}


if __name__ == "__main__":
    cases = [{"template": template, **expected(template)} for template in TEMPLATES]
    path = pathlib.Path(__file__).with_name("chat_templates.json")
    path.write_text(json.dumps({"context": CONTEXT, "cases": cases}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(len(cases), "templates,", sum("error" in case for case in cases), "of them errors")
