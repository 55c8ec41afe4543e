"""Lines of a page that aren't the article: each rule has a name, a pattern, and the most words such a line has.

Patterns stand at a line's beginning or take all of it, and speak of the page (sign up, read more, all rights
reserved), never of the news. Longer lines are prose, whatever they begin with. Corrections and editors' notes are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from framing.tokens import sentence_spans

LONGEST = 700             # characters; no rule looks at a longer line
MONTH = ("(?:january|february|march|april|may|june|july|august|september|october|november|december|"
         r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?")
DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
DATE = rf"(?:{DAY}(?:\d{{1,2}} )?{MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?,?)? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
TIME = r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: \(?(?:[A-Z]{2,4}|[+-]\d{4})\)?)?|\d{1,2} ?[ap]\.?m\.?(?: [A-Z]{2,4})?"
ENDS_PROSE = re.compile(r"[.?!:;…][\"'”’)\]]*$")
KEPT = re.compile(r"\W*(?:corrections?|clarifications?|editor['’]?s['’]? note|(?:an earlier|a previous) version of|"
                  r"this (?:story|article|post|piece) has been (?:updated|corrected))\b", re.I)
SITES = ("facebook|twitter|instagram|linkedin|whatsapp|telegram|reddit|pinterest|tumblr|flipboard|youtube|tiktok|"
         "threads|bluesky|mastodon|weibo|wechat|vk|snapchat|x")
SHARING = "facebook|twitter|whatsapp|linkedin|shares?|tweet|print|e-?mail|pin it|copy link|comments?"
BETWEEN = ("pin|copy|copied|link|save|on|this|the|article|story|page|post|via|to|click|tap|with|friends?|more|url|"
           "opens|in|new|window|a|and|or|all|options|sharing|follow|like")
MAILED = ("newsletters?|inbox|e-?mails?|alerts|briefing|podcasts?|here|privacy policy|free|daily|weekly")
STORIES = "video|stories|story|articles?|coverage|content|news|reading|links"
AGENCIES = (r"reuters|ap|afp|upi|epa|getty(?: images)?|associated press|agence france-presse|bloomberg|xinhua|"
            r"shutterstock|istock|zuma(?: press)?|polaris|redux|pool|handout|alamy|corbis")
WORK = r"(article|story|post|piece|column|essay|commentary|analysis|report|op-ed|editorial|interview|excerpt|content)"
STAMPED = r"(first |last )?(published|updated|posted|modified|created)"
NOT_SAID = r"(?!.*\b(said|says|told|wrote)\b)"
REGION = "(?:left|right|center|centre|far left|far right|second from (?:left|right))"


@dataclass(frozen=True)
class Rule:
    """Drop a line of at most ``most`` words that the pattern is found in, for this reason."""

    reason: str
    pattern: re.Pattern
    most: int


def _rules(*given: tuple[str, int, str]) -> list[Rule]:
    """Compile the rules, those for longer lines first; of equals the one given first."""
    return [Rule(reason, re.compile(pattern, re.I), most)
            for reason, most, pattern in sorted(given, key=lambda rule: -rule[1])]


RULES = _rules(
    ("breadcrumb", 40, r"^home\s*[»›>/|]"),
    ("menu", 40, r"^skip to (main )?(content|footer|navigation)|^toggle navigation"),
    ("menu", 4, r"^((main )?menu|(log|sign) ?in|search( for)?\W*|back to top|close( menu)?)$"),
    ("contact line", 25, r"^to contact .*:?$|^contact us\b"),
    ("contact line", 3, r"^\W*(https?://|www\.)?[\w-]+(\.[\w-]+)+(/\S*)?\W*$"),
    ("contact line", 30, r"^(write to|contact|reach|(you )?can (be )?(reach|contact|e-?mail)\w*|e-?mail\W)"
                         r".{0,90}\S+@\S+\.\w+\W*$"),
    ("contact line", 30, r"^(got|have) a (news )?(tip|story)\b.*\?|^do you have (a tip|information)\b"),
    ("source line", 25, r"^(source|originally published (at|in|by))\s*:"),
    ("date line", 12, rf"^\W*(published|updated|posted|last (updated|modified))?( on| at)?\W*{DATE}\W*$"),
    ("date line", 12, rf"^[\w .'&-]{{2,40}},? {DATE}\s*[—–-]*$"),
    ("date line", 12, rf"^\W*({DATE}\W+(at )?({TIME})|({TIME})\W+(on )?{DATE})\W*$"),
    ("date line", 20, rf"^\W*{STAMPED}\W*((at|on|{STAMPED}|{DATE}|{TIME})\W*){{1,8}}$"),
    ("time stamp", 8, rf"^\W*((last )?updated?|posted|published)?( at)?\W*({TIME})\W*$"),
    ("time stamp", 8, r"^\W*((last )?updated|posted|published)?\W*"
                      r"(just now|(\d+|an?|one|two) ?(m|h|d|mins?|minutes?|hrs?|hours?|days?)( ago|$))\W*$"),
    ("player line", 12, r"^(listen|watch|play|download|embed|transcript|audio|video|duration|pause|mute|loading)?"
                        r"[\W\d]*\d{1,2}:\d{2}\W*$"),
    ("player line", 12, r"^(toggle|hide|show|view) (full )?(caption|slideshow|gallery|photos?)$|^enlarge this image$"),
    ("player line", 12, r"^(listen to|play|watch) (this|the) (article|story|episode|video|audio|clip)\W*$|"
                        r"^(media|image|video) caption\b|^playback (is )?un\w+\b"),
    ("player line", 20, r"^this video (file )?can ?not be played|^your browser does( ?not|n['’]t) support\b"),
    ("player line", 40, r"^just watched\b.*\b(replay|must watch)\b|^watch live\W*$|^now playing\b"),
    ("player line", 60, r"\bcopy this code to your (website|blog)\b|\b(listen|download) · \d+:\d\d\b"),
    ("player line", 8, r"^\W*(\d+|one|two|three|five|ten)[ -]?min(ute)?s? (read|listen|watch)\W*$|"
                       r"^reading time\W*\d+"),
    ("share bar", 25, rf"^(?=.*\b({SHARING})\b)((\W|\d|\b({SITES}|{SHARING}|{BETWEEN})\b)+)$"),
    ("advertisement", 12, r"^\W*(advertise?ments?|advertising|sponsored( content| by\b.*)?|ad feedback|"
                          r"promoted( content| by\b.*)?|paid (content|post)|skip (this )?ad(vertisement)?)\W*$"),
    ("advertisement", 12, r"^\W*(story|article|content) continues( below| after)?( this| the)?( ad\w*| video)?\W*$"),
    ("advertisement", 12, r"^\W*(scroll (down )?(to continue|for more)|continue reading (below|the main story))\b"),
    ("read more", 30, r"^\W*(read|see|watch|listen|view|hear)( (more|also|next|now|this|live|here|it|related))*\s*:"),
    ("read more", 30, r"^\W*(more|related( \w+)?|also( \w+)?|recommended|suggested|don['’]?t miss|must[ -]read|"
                      r"most[ -]read|in the news|previously|check out|up next|click here|further reading)\s*:"),
    ("read more", 30, rf"^\W*(related|more) ({STORIES}|on|from|about)\s*:"),
    ("read more", 25, rf"^\W*read (more|also|next|(the )?full (story|article|report))\b{NOT_SAID}"),
    ("read more", 30, r"^see also (?-i:[A-Z])"),
    ("read more", 25, rf"^\W*(click|tap) (here|the)\b.*\b(to|for|more)\b{NOT_SAID}"),
    ("embedded post", 75, rf"(— ?|[–-] )[^—()]{{1,70}}\(@ ?\w+\)\s*{MONTH} \d{{1,2}}, \d{{4}}\W*$|"
                          r"— ?[^—()]{1,70}\(@ ?\w+\)\W*$"),
    ("embedded post", 40, r"^(view (this|the) post on|a post shared by|this (tweet|post) (is un|has been del)|"
                          r"see new tweets)\b"),
    ("sign-up line", 90, rf"(^|[.!?:*] )\W*(sign up|subscribe|register)\b(?=.*\b({MAILED})\b){NOT_SAID}"
                         r"(?!.*\b(coverage|insurance|exchanges?|medicaid)\b)"),
    ("sign-up line", 60, r"\b(delivered|straight|right|directly|sent)( (right|straight|directly))?( to)? your "
                         rf"(in-?box|e-?mail)\b{NOT_SAID}"),
    ("sign-up line", 60, r"\bmeet your inbox\b|\bin your inbox (every|each|daily|weekly)\b"),
    ("sign-up line", 60, r"^thank(s| you) for (signing up|subscribing)|^enter your e-?mail|^e-?mail address\W*$|"
                         r"^by (signing up|subscribing|clicking)\b.*\b(agree|accept)"),
    ("sign-up line", 60, r"^get (the|our|your) [\w’' -]{2,60} (newsletter|briefing|daily|in your inbox)"),
    ("sign-up line", 60, r"\bby signing up,? you agree\b|\bkeep this news free\b|\bsign up now\W*$"),
    ("sign-up line", 40, rf"^for (more|indispensable)\b.*\b(subscribe to|sign up for|listen to|check out|follow)\b"
                         f"{NOT_SAID}"),
    ("sign-up line", 25, r"^(download|get) (the|our) .{2,40}\bapp\b"),
    ("sign-up line", 60, r"^\W*(support|chip in|donate|become a member|join (?-i:[A-Z]{4,})|subscribe)\b"
                         rf"(?=.*\b(journalism|reader[ -]supported|paywall|members?|now|tax-deductible)\b){NOT_SAID}"),
    ("paywall line", 40, r"^\W*((to )?continue reading|subscribe to (continue|read)|already a (subscriber|member)|"
                         r"(log|sign) in to (continue|read)|register to (continue|read)|create (a|your) free account|"
                         r"unlock this (article|story))\b"),
    ("paywall line", 40, r"^\W*you( ha|['’])ve (read|reached|used|\d+|\w+ free)\b.*\b(articles?|limit|free)"),
    ("paywall line", 40, rf"^\W*this {WORK} is (for|available|only|exclusive)\b.*\b(subscribers|members)"),
    ("follow line", 30, r"^\W*(you can )?(follow|like|find|join|connect with) ([\w.’'@ -]{1,60}|.{0,10}█+.{0,30}) on\b"
                        rf"\W*({SITES})\b{NOT_SAID}"),
    ("follow line", 20, r"^\W*follow (us|him|her|them|me|the author|(?-i:[A-Z][\w.’'-]+( [A-Z][\w.’'-]+){0,3}))\b"
                        r".{0,30}@ ?\w+"),
    ("cookie notice", 60, r"\b(we|(web)?sites?|pages?|us(e|es|ing)) .{0,60}\bcookies\b"
                          rf"(?=.*\b(consent|accept|agree|experience|policy|settings|website|site)\b){NOT_SAID}|"
                          r"^(accept|reject|manage)( all)? cookies"),
    ("cookie notice", 30, r"\bprotected by recaptcha\b|^\W*(privacy policy|terms of (use|service)|do not sell)\b"),
    ("republication line", 60, rf"^\W*(this|the( (following|above))?) {WORK}( above| below)?( was| is| has been)?"
                               r"( originally| first| also| previously)? (published|appear(s|ed)|ran|posted|"
                               r"republished|reprinted|adapted|excerpted|produced|syndicated|translated) "
                               r"(on|in|by|at|from|with|here|via|under|as)\b"),
    ("republication line", 60, r"^\W*(originally|first|previously) (published|appeared|posted|aired) (on|in|by|at)\b"),
    ("republication line", 60, r"^\W*(reprinted|republished|reproduced|excerpted|adapted) (from|with|by|under)\b"
                               r"(?=.*\b(permission|licen[cs]e|author|book|copyright|published)\b)"),
    ("copyright line", 60, r"^\W*(copyright (\d|©|by|\(c\)|(?-i:[A-Z]))|©|\(c\) ?\d{4})|\ball rights reserved\b|"
                           r"\bmay not be (published|reproduced|republished|copied)\b.*\b(broadcast|rewritten|"
                           r"redistributed|permission|consent)\b"),
    ("disclaimer", 70, r"^\W*(the )?(views|opinions)( and (views|opinions))? (expressed|presented|contained|in this)\b"
                       r"(?=.*\b(authors?|writers?|columnists?|own|not necessarily|do not)\b)"),
    ("reporting credit", 60, r"^[^“\"]*\bcontributed( \w+)? (to|from) this (report|story|article|post|piece|column|"
                             r"analysis|dispatch)( \w+){0,6}\W*$"),
    ("reporting credit", 60, r"^[^“\"]{3,200}\bcontributed (reporting|research)( \w+){0,6}\W*$"),
    ("reporting credit", 60, r"^\W*((additional|with|further) )?(reporting|writing|editing|research|edited|compiled|"
                             r"reported|written) by:? (?-i:[A-Z█])|^\W*contribut(ing|ors|ed by)( reporters?)?:|"
                             r"^\W*with (files|inputs|additional reporting|reporting|wires?) (from|by) (?-i:[A-Z])"),
    ("transcript note", 40, r"^\W*this (is a rush|(is a|rush) ?transcript)\b.*\b(final|updated|accura|error)\w*|"
                            r"^\W*\w+ transcripts are created on a rush deadline\b|"
                            r"^\W*(this )?transcript (has been|was) (lightly )?(edited|created|provided)\b"),
    ("tag list", 40, r"^(tags?|topics?|filed under|categor(y|ies)|keywords|labels|hashtags?|in this (story|article)|"
                     r"file under|explore more|more (on|about))\s*(:|\||$)"),
    ("tag list", 40, r"^\W*(#\w+[\s,]*){2,}$"),
    ("caption", 60, r"^\W*(photo(graph)?|image|picture|file( photo| image)?|caption|illustration|screenshot|screengrab|"
                    r"photo illustration|credit|cover (photo|image)|featured image)s?"
                    r"( by| credits?| source| courtesy( of)?| via)?\s*:"),
    ("caption", 12, r"^\W*(photo(graph)?s?|image|picture|illustration|graphic) (by|credit|courtesy|via)\b"),
    ("caption", 12, rf"^\W*(?-i:[A-Z][\w.'’-]*[ /,|]+){{0,6}}(via )?({AGENCIES})( via ({AGENCIES}))?"
                    r"(/[\w. '’-]+)?\W*$"),
)

# A credit with a slash, in brackets or after the last stop, ends a caption: (Jane Doe/Agency), Jane Doe/Agency.
CREDIT = re.compile(
    rf"[(\[][^()\[\]]{{0,60}}\b[A-Z][\w.'’-]+ ?/ ?[A-Z][^()\[\]]{{1,60}}[)\]]\W*$"
    rf"|[.”\"\]] (?:[A-Z][\w.'’-]+ ){{1,3}}?[A-Z][\w.'’-]+ ?/ ?(?:[A-Z][\w.'’-]* ?){{1,5}}$"
    rf"|\b(?i:via|/) ?(?i:{AGENCIES})[)\]]?$"
    rf"|[.”\")] (?:Photo|Photograph|Image)s? (?:by|courtesy of|via|from) [^.]{{3,60}}\.?$")
PLACED = re.compile(rf"\((?i:{REGION}|pictured(?: {REGION})?|file photo)\)")
BOTH_SIDES = re.compile(r"\(L\).*\(R\)|\(R\).*\(L\)|\(C\).*\([LR]\)|\([LR]\).*\(C\)")
CAPTION_WORDS = 60
SPOKEN = re.compile(r"\b(said|says|told|added|asked|wrote|according to)\b")
SIGNS = "+−–-▲▼"
NUMBER = re.compile(rf"[{SIGNS}]?[$€£]?\d[\d.,]*%?\)?")
SHOUT_WORDS = 6           # words in capitals that make a line a link to another story; a heading has fewer

# Headings over lists of links, and the lists under them.
LISTS = re.compile(
    r"^\W*(related( (stories|articles|content|posts|topics|coverage|news|links|reading))?|"
    r"more (stories|news|like this|top stories|(from|in)\b.{1,40}|on this( story| topic)?)|"
    r"most (read|popular|viewed|shared|watched|recent|commented)( \w+){0,2}|"
    r"you (may|might) (also )?(like|be interested in)|"
    r"recommended( for you| stories| reading)?|trending( now| \w+)?|"
    r"latest ((news|stories|posts|articles)|from\b.{1,40})|"
    r"editor['’]?s['’]? (picks?|choice)|top stories|popular( now| posts| stories)?|(read|see) also|what to read next|"
    r"up next|read next|don['’]?t miss|further reading|recent (posts|comments|articles)|sponsored links|"
    r"around the web|from the web|also on\b.{1,40})\W*$", re.I)
COMMENTS = re.compile(
    r"^(leave a (reply|comment)|comments?( \(\d+\))?|post a comment|(view|show|see|read|load)( all)?( \d+)? comments?|"
    r"\d+ (comments?|responses?|replies)|join the (conversation|discussion)|(add|write) (a|your) comment|have your say|"
    r"cancel reply|conversation( \(?\d+\)?)?)\W*$", re.I)


def reason(line: str) -> str:
    """Name the rule that drops a line wherever it stands on its page; an empty string where none does.

    Examples
    --------
    >>> reason("Share on Facebook"), reason("Ministers share the blame for it."), reason("Jane Doe/Reuters")
    ('share bar', '', 'caption')
    """
    if len(line) > LONGEST or KEPT.match(line):
        return ""
    n_words = line.count(" ") + 1
    for rule in RULES:
        if n_words > rule.most:
            break
        if rule.pattern.search(line):
            return rule.reason
    return ("caption" if _is_caption(line, n_words) else "ticker" if _is_ticker(line) else "")


def is_link(line: str) -> bool:
    """Tell a line in capitals that is a link to another story: longer than a heading, no stop at its end."""
    return (len(line) <= LONGEST and line.count(" ") + 1 >= SHOUT_WORDS and line == line.upper()
            and not ENDS_PROSE.search(line) and sum(sign.isalpha() for sign in line) > len(line) // 2)


def _is_caption(line: str, n_words: int) -> bool:
    if n_words > CAPTION_WORDS:
        return False
    if CREDIT.search(line):
        return True
    placed = PLACED.search(line) or BOTH_SIDES.search(line)
    return bool(placed) and not SPOKEN.search(line) and len(sentence_spans(line)) == 1


def _is_ticker(line: str) -> bool:
    """Tell a line of prices: at least four numbers, two of them signed, and no more words than numbers."""
    if line[-1] not in "0123456789%)":
        return False
    parts = line.split()
    numbers = [part for part in parts if NUMBER.fullmatch(part)]
    return len(numbers) >= 4 and sum(part[0] in SIGNS for part in numbers) >= 2 and 2 * len(numbers) >= len(parts)
