/**
 * Where long Finnish words may break. Browsers built on Chromium bring no Finnish of their own, and a compound that
 * breaks anywhere reads badly on a phone; the rule itself is short: before every consonant that a vowel follows.
 */
const LONG = /\p{L}{13,}/gu;
const VOWELS = new Set("aeiouyåäöAEIOUYÅÄÖ");
const SOFT = "\u00AD";
const LEAST = 3;

/** The text with soft hyphens in its long words, for Finnish; any other text as it is. */
export function softened(text: string, lang: string): string {
  return lang === "fi" ? text.replace(LONG, breaks) : text;
}

function breaks(word: string): string {
  const letters = [...word];
  const isVowel = (at: number) => VOWELS.has(letters[at] ?? "");
  return letters
    .map((letter, at) => {
      const inside = at >= LEAST && at <= letters.length - LEAST;
      return inside && !isVowel(at) && isVowel(at + 1) ? SOFT + letter : letter;
    })
    .join("");
}
