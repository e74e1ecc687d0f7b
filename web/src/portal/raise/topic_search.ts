import type { Schema } from '../../api/types';

type Topic = Schema<'Topic'>;

const HAN = /\p{Script=Han}/u;
/** Of what shares only some of the words, these many at most, and none that shares less than half of the best. */
const LOOSE_MOST = 5;

/**
 * The topics that somebody means by these words, as they stand in the list where each has every word; else those that share
 * the most, the best first. A word counts the more, the fewer topics have it, so that "in the street" needs no list
 * of little words. Chinese, written without blanks, is compared by pairs of characters.
 */
export function findTopics(topics: readonly Topic[], words: string): Topic[] {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = topics.map(textOf);
  const strict = topics.filter((_, index) => asked.every((word) => texts[index]?.includes(word)));
  if (strict.length > 0) return strict;
  const pieces = new Set(asked.flatMap(piecesOf));
  const points = topics.map(() => 0);
  for (const piece of pieces) {
    const having = topics.map((topic, index) => (has(namesOf(topic), piece) ? 2 : has(texts[index] ?? '', piece) ? 1 : 0));
    const number = having.filter((one) => one > 0).length;
    having.forEach((one, index) => one > 0 && (points[index] = (points[index] ?? 0) + one / number));
  }
  const best = Math.max(...points);
  return topics
    .map((topic, index) => ({ topic, points: points[index] ?? 0 }))
    .filter((one) => one.points > 0 && one.points >= best / 2)
    .sort((one, other) => other.points - one.points)
    .slice(0, LOOSE_MOST)
    .map((one) => one.topic);
}

function textOf(topic: Topic): string {
  return `${namesOf(topic)} ${topic.description.toLowerCase()}`;
}

/** What it is called; counts twice as much as what its description says. */
function namesOf(topic: Topic): string {
  return [topic.title, ...topic.keywords].join(' ').toLowerCase();
}

/** Words of three letters and more, and pairs of Chinese characters. */
function piecesOf(word: string): string[] {
  const runs = word.match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) => (HAN.test(run) ? pairsOf(run) : run.length > 2 ? [run] : []));
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** A pair anywhere; a word where one begins, with or without the s of more than one. */
function has(text: string, piece: string): boolean {
  if (HAN.test(piece)) return text.includes(piece);
  const stem = piece.length > 3 ? piece.replace(/s$/, '') : piece;
  return text.split(/[^\p{L}\p{N}]+/u).some((word) => word === piece || (stem.length > 3 ? word.startsWith(stem) : word === stem));
}
