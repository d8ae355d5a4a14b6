"""Names for suggested piles: the most distinctive word of the pile, in a form in which somebody wrote it.

Words are counted by their beginnings, since Finnish bends their ends; what is shown is never a stem but a real word.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from math import log

_WORD = re.compile(r"\w+")
_BEGINNING, _SHORTEST, _LONG = 5, 4, 12
_READ = 600
"""How many characters of a note are looked at: what it is about stands there, and a wall of text costs no more."""

_SMALL_WORDS = """
    ainakin aina aivan ehkä eikä ennen eniten että heidän heitä hyvin ihan itse joita joka jokainen jokaisen joku jolla jolle jonka
    jossa josta jota jotka jotta joten juuri kaikille kaikki kanssa koko koska kuin kuka kukin kuten meidän mikä missä mitä miten
    mukaan mutta muut myös niiden niin niitä nyt näin oikein olla olisi ovat paljon pitäisi saada sekä sen siellä siihen siinä siitä
    siksi sille sillä sinne sitten sitä tai tulee tuo tämä tämän tätä useammin vaan vain vielä voida voisi välillä yksi yhden
    about after again also always another because been before being between both could does doing down each even ever every from
    have here into itself just like made make many more most much must need never only other ourselves over same should some
    somebody someone something such than that their them then there these they this those through under until very want were what
    when where which while with without would your yourself
    alla alltid andra bara blir borde deras dessa detta efter eller eftersom finns från före genom göra hade inte inom kommer
    kunde kunna många med mellan mera mycket måste någon något några också olika ska skulle samma sedan själv som till under
    utan vara varje vart verkligen vilka vilken åtminstone över
"""
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words that hold sentences together; in a small room they would pass for distinctive."""


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; characters that are only composed differently are the same."""
    return _WORD.findall(unicodedata.normalize("NFKC", text[:_READ]).casefold())


class Names:
    """Names piles of these notes."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = [words_of(text) for text in texts]
        self._stems = [_stems(words) for words in self._words]
        self._everywhere = Counter(stem for stems in self._stems for stem in stems)

    def of(self, members: Sequence[int], central: int) -> str:
        """The word that the most of the members share and the fewest of the others have, as they wrote it.

        `members` are the places of the pile's notes. A pile that shares no word is named by its central note; without
        any letters the name is empty.
        """
        inside = Counter(stem for i in members for stem in self._stems[i])
        shared = {stem for stem, n in inside.items() if n > 1} or self._stems[central]
        if not shared:
            return " ".join(self._words[central][:1]).capitalize()

        def rank(stem: str) -> tuple[float, str]:
            # as many of the pile as possible, as few of the rest; long words say more than short ones; then the alphabet
            form = self._form(stem, members)
            rare = log((3 + len(self._words)) / (2 + self._everywhere[stem]))
            return (-inside[stem] / len(members) * rare * min(len(form), _LONG), form)

        form = self._form(min(shared, key=rank), members)
        return form[:1].upper() + form[1:]

    def _form(self, stem: str, members: Sequence[int]) -> str:
        """The form the pile uses most; between equals the shortest, which is nearest to the dictionary's."""
        forms = Counter(word for i in members for word in self._words[i] if word[:_BEGINNING] == stem and _tells(word))
        return min(forms, key=lambda word: (-forms[word], len(word), word))


def _stems(words: Sequence[str]) -> set[str]:
    return {word[:_BEGINNING] for word in words if _tells(word)}


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in _SMALL and not word.isdigit()
