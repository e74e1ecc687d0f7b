// What the tests know of samples/county.yaml: places and units by code.
import assert from 'node:assert/strict';

export const codes = {
  country: '99', province: '990000', city: '990100', county: '990121', town: '990121001', community: '990121001001',
  estate: '990121001001-01', petition: '990121-XF', hotline: '990121-RX', discipline: '990121-JW',
  housing: '990121-ZJ', water: '990121-SW', transport: '990121-JT',
  branch: '990121001001-ZB',
};

/// The id of a unit by its code.
export async function unitOf(client, name) {
  const code = codes[name] ?? name;
  const found = await client.must(200, 'GET', `/api/v1/units?query=${encodeURIComponent(code)}`);
  const unit = found.items.find(one => one.code === code);
  assert.ok(unit, `no unit ${code}`);
  return unit.id;
}

/// Takes a step of the matter as it stands, and gives the matter after it (null where it went out of sight).
export async function take(client, matterId, step, inputs = {}, status = 200) {
  const before = await client.must(200, 'GET', `/api/v1/matters/${matterId}`);
  const answer = await client.post(`/api/v1/matters/${matterId}/steps/${step}`, {version: before.version, inputs});
  assert.ok(answer.status === status || (status === 200 && answer.status === 204), `${step}: ${answer.status} ${answer.text}`);
  return answer.status === 200 ? answer.body : null;
}

/// Finds a matter in the reader's boxes by its code.
export async function find(client, code) {
  for (const box of ['unit', 'escalated', 'below', 'sent']) {
    const inbox = await client.must(200, 'GET', `/api/v1/inbox?box=${box}`);
    const found = inbox.items.find(one => one.code === code);
    if (found) return found.id;
  }
  return null;
}
