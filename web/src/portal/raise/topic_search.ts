import type { Schema } from '../../api/types';

/** Whether every word typed stands in the topic's title, description or keywords. */
export function topicMatches(topic: Schema<'Topic'>, words: string): boolean {
  const text = [topic.title, topic.description, ...topic.keywords].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
