#pragma once
// The bodies of words.hpp.

#include <ganymede/text/sentences/words.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE WordList::WordList(std::string_view words) {
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (end > at) words_.push_back(words.substr(at, end - at));
    at = end + 1;
  }
  std::sort(words_.begin(), words_.end());
}

GANYMEDE_ONCE bool WordList::contains(std::string_view word) const { return std::binary_search(words_.begin(), words_.end(), word); }

GANYMEDE_ONCE const std::vector<Abbreviations>& abbreviations() {
  using enum Abbreviation;
  static const std::vector<Abbreviations> table{
      // English, and what many languages share
      {"", leads,
       WordList("Mr Mrs Ms Mx MR MRS MS Dr DR Drs Prof Rev Hon Gen Col Maj Capt Cpt Lt Sgt Cmdr Adm Gov Sen Rep Pres Supt Messrs "
                "Mt Ft Br vs cf viz approx ca i.e e.g ed eds transl incl excl resp Lic Hr Frl")},
      {"", may_end,
       WordList("Jr Sr St Inc Ltd Corp Co Bros Ave Blvd Dept Univ Assn Esq al Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec "
                "Fr tel Ph.D Ltda GmbH")},
      {"", ends, WordList("etc &c usw usf u.s.w ecc enz itd itp atd stb m.m vb")},
      {"", number,
       WordList("no nos No Nos nr nrs núm num fig figs art arts pp vol vols ch chap sec sect eq ref ver pág págs pag abb bd kap "
                "ziff cap abs стр рис п кл kl Nº nº")},
      {"", time, WordList("a.m p.m A.M P.M")},
      // French
      {"", leads, WordList("MM Mme Mmes Mlle Mlles Mgr Ste p.ex c.-à-d c.à.d env éd tél")},
      {"", may_end, WordList("boul janv févr juill J.-C")},
      {"fr", leads, WordList("M Me av ap s.v")},
      // German
      {"", leads,
       WordList("z.B d.h z.T u.U i.d.R i.A z.Zt m.E u.a s.o s.u bzw ggf ggfs evtl vgl sog inkl exkl zzgl bspw bzgl Hrsg geb gest Dipl "
                "Dres Dr.med Dr.phil Dr.jur Dr.iur Dr.rer Dr.rer.nat Fa")},
      {"", may_end, WordList("Str Mio Mrd Jh Jhdt o.ä u.ä Chr v.Chr n.Chr a.D")},
      {"de", leads, WordList("Abt allg dt engl lat max min Ing St Tel Nr ev kath Min")},
      // Spanish and Portuguese
      {"", leads, WordList("Sra Sras Sres Srta Srtas Dra Dras Dña Excmo Excma Exmo Exma Ilmo Ilma Gral Arq Profa Srs p.ej aprox EE")},
      {"", may_end, WordList("Ud Uds Vd Vds UU EE.UU S.A")},
      {"es", leads, WordList("D Da Sto Sta Av Avda ej")},
      {"pt", leads, WordList("D Av Eng Sto Sta")},
      // Italian, Dutch, Scandinavian, Finnish, Hungarian, Polish, Czech
      {"", leads,
       WordList("sig Sigg Dott dott sig.ra Sig.ra dott.ssa Dott.ssa prof.ssa Prof.ssa avv Egr Gent p.es dhr mevr bijv mw drs "
                "t.ex f.eks bl.a dvs esim np tzn tzw ul m.in např tj tzv")},
      {"it", leads, WordList("es on rag geom ing")},
      {"nl", leads, WordList("bv ir mr ds")},
      {"hu", leads, WordList("pl ún")},
      // Russian, Greek, Hindi
      {"", leads, WordList("т.е т.н ул им проф акад гр см ср напр κα δρ डॉ श्री प्रो")},
      {"", may_end, WordList("др пр т.д т.п руб коп тыс млн млрд гг вв κ.λπ κλπ")},
  };
  return table;
}

GANYMEDE_ONCE Abbreviation abbreviation(std::string_view word, std::string_view language) {
  std::string lower{word};
  if (!word.empty()) {
    const Decoded first = decode_utf8(word, 0);
    lower.clear();
    append_lower(lower, first.code_point);
    lower += word.substr(first.length);
  }
  for (const Abbreviations& entry : abbreviations())
    if ((entry.language.empty() || entry.language == language) && (entry.words.contains(word) || entry.words.contains(lower)))
      return entry.kind;
  return Abbreviation::none;
}

GANYMEDE_ONCE bool begins_sentences(std::string_view word, bool surnames_too) {
  static const WordList starters(
      "The This That These Those It He She They We You I An If In On At But And So Then There When Where What Why How Who His Her Their "
      "Our "
      "My Its After Before However Yes No Not For As Now Here Every Some Many Most "
      "Il Elle Ils Elles Nous Vous Je Tu Les Une Des Ce Cette Ces Mais Et Puis Ensuite Alors Quand Dans Pour Cela Ainsi Depuis "
      "Er Sie Es Wir Ihr Das Die Der Eine Ein Dann Danach Aber Und Doch Im Am Dies Diese Dieser Dort Ich Als Wenn Nach Auch Heute Gestern "
      "Jetzt "
      "Ella Ellos Ellas Yo Nosotros Pero Luego Entonces Después Esto Este Esta Ese Eso Cuando Y También Ya Hoy Ayer Se Está Fue "
      "Lui Lei Noi Voi Loro Poi Ma Questo Questa Gli È Ele Ela Eles Elas Eu Depois Mas Isso Isto Uma Hij Zij Wij Het Een Dit Dat Maar Toen "
      "Han Hon Det Vi Jag Он Она Они Мы Вы Я Это Но Потом Затем Там Тогда Теперь На После");
  static const WordList articles("Le La El Los Las Lo Den De O A Os As Al");
  return starters.contains(word) || (surnames_too && articles.contains(word));
}

GANYMEDE_ONCE bool is_german_month(std::string_view word) {
  static const WordList months("Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember");
  return months.contains(word);
}

GANYMEDE_ONCE bool precedes_ordinals(std::string_view word, bool german) {
  static const WordList words(
      "der die das dem den im vom zum zur beim jeder jedem jeden Der Die Das Dem Den Im Vom Zum Zur Beim Jeder Jedem Jeden");
  static const WordList others(
      "am Am des Des ein eine einen einem einer Ein Eine ihr ihrem ihren sein seinem seinen unser Ihr Ihrem Ihren Sein Seinem Seinen "
      "Unser");
  return words.contains(word) || (german && others.contains(word));
}

GANYMEDE_ONCE bool is_saying(std::string_view word) {
  static const WordList verbs(
      "said says asked asks cried replied shouted whispered answered exclaimed yelled added screamed called muttered demanded murmured "
      "wondered "
      "قال قالت صاح صاحت سأل سألت أجاب أجابت صرخ صرخت هتف هتفت کہا پوچھا بولا بولی कहा पूछा बोला बोली चिल्लाया चिल्लाई");
  return verbs.contains(word);
}

GANYMEDE_ONCE bool continues_time(std::string_view word) {
  static const WordList words(
      "Monday Tuesday Wednesday Thursday Friday Saturday Sunday ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC CET "
      "CEST BST");
  return words.contains(word);
}

}
