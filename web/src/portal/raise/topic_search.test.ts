import { describe, expect, it } from 'vitest';
import { findTopics } from './topic_search';

const topic = (id: string, title: string, description: string, keywords: string[]) => ({
  id,
  title,
  description,
  keywords,
  procedure: 'hotline',
});
const topics = [
  topic('lamp', 'Street lamp', 'A lamp is out, flickers or burns by day.', ['lamp', '路灯', '照明', '不亮']),
  topic('road', 'Road damage', 'Holes, cracks, loose slabs or missing covers.', ['pothole', 'road', '坑洼', '路面']),
  topic('parking', 'Parking', 'Blocked ways, wrong parking, too few places in the street.', ['停车', '占道']),
  topic('noise', 'Noise', 'Building sites, loudspeakers, shops.', ['noise', '噪音', '扰民']),
];
const ids = (words: string) => findTopics(topics, words).map((one) => one.id);

describe('the topics found by words', () => {
  it('are all while nothing is typed', () => {
    expect(ids('  ')).toHaveLength(topics.length);
  });

  it('are those that have every word, in their own order', () => {
    expect(ids('street')).toEqual(['lamp', 'parking']);
    expect(ids('street lamp')).toEqual(['lamp']);
    expect(ids('路')).toEqual(['lamp', 'road']);
  });

  it('come from what somebody says in a sentence', () => {
    expect(ids('hole in my road')).toEqual(['road']);
    expect(ids('too much noise at night')[0]).toBe('noise');
    expect(ids('楼道灯不亮')).toEqual(['lamp']);
    expect(ids('小区门口总有人乱停车')).toEqual(['parking']);
  });

  it('are none where nothing is shared', () => {
    expect(ids('subsidy')).toEqual([]);
    expect(ids('低保')).toEqual([]);
    expect(ids('!!!')).toEqual([]);
  });
});
