// What the contract's `x-access` promises, worked out without the server: from the rulebook's posts, the sample's tree and
// its people. The authorisation matrix compares it with what the server does.
//
//   x-access: everybody                 nobody has to say who they are
//   x-access: secret                    proves itself by what it carries; a wrong one is 401, whoever asks
//   x-access: receipt                   with the receipt of the matter, and with nothing else
//   x-access: key                       with the key of an API client, and with nothing else
//   x-access: own                       for whoever is signed in, about what is theirs or open to all who are
//   x-access: {may: [manage-units], over: unit}   a post with one of the capabilities over what is asked for: unit, person,
//                                       activity, key, emergency; `anything`: in any unit. `or: posted` (in that unit) or `or: self`
//   x-access: {matter: reads}           who may read the matter; for everybody else it is not there
//   x-access: {matter: reads, may: […], at: [responsible, sender, escalated, above]}   and of those, the posts that may, there
//   x-access: {matter: step}            and of those, whom the procedure gives the step
import {readFileSync} from 'node:fs';
import path from 'node:path';

import {parse} from 'yaml';

import {root} from './server.mjs';

const yaml = file => parse(readFileSync(path.join(root, file), 'utf8'));
const postKinds = new Map(yaml('rulebooks/cpc/organisation.yaml').posts.map(post => [post.id, post]));
const sample = yaml('samples/county.yaml');
const units = new Map(sample.units.map(unit => [unit.key, {...unit, code: String(unit.code)}]));
const keyOfCode = new Map([...units.values()].map(unit => [unit.code, unit.key]));

/// Capabilities that reach what lies below the post's unit; the others are good in that unit alone.
const reachesBelow = new Set(['read-subtree', 'manage-units', 'manage-people', 'manage-accounts', 'manage-keys', 'read-figures',
  'read-journal', 'record-activities', 'read-activities', 'import-matters', 'declare-emergencies']);

const whos = ['everybody', 'secret', 'receipt', 'key', 'own'];
const overs = ['unit', 'person', 'activity', 'key', 'emergency', 'anything'];
const relations = ['responsible', 'sender', 'escalated', 'above'];
const capabilities = new Set([...postKinds.values()].flatMap(post => post.may));

/// What is wrong with a rule; nothing if it can be read.
export function problemOf(rule) {
  if (rule === undefined) return 'has no x-access; say who may ask for it (tests/lib/access.mjs lists the forms)';
  if (typeof rule === 'string') return whos.includes(rule) ? null : `x-access: ${rule} is not one of ${whos.join(', ')}`;
  for (const one of rule.may ?? []) if (!capabilities.has(one)) return `x-access: no post of the rulebook has “${one}”`;
  for (const one of rule.at ?? []) if (!relations.includes(one)) return `x-access: at: ${one} is not one of ${relations.join(', ')}`;
  if (rule.matter !== undefined) return ['reads', 'step'].includes(rule.matter) ? null : 'x-access: matter is “reads” or “step”';
  if (!overs.includes(rule.over) || !(rule.may?.length > 0)) return `x-access: {may: […], over: one of ${overs.join(', ')}}`;
  return rule.or === undefined || ['posted', 'self'].includes(rule.or) ? null : 'x-access: or is “posted” or “self”';
}

function isWithin(unit, above) {
  for (let at = unit; at; at = units.get(at)?.under) if (at === above) return true;
  return false;
}

/// The posts of one of the sample's people, by sign-in name.
export function postsOf(login) {
  return (sample.people.find(person => person.login === login)?.posts ?? []).map(post => ({...post, may: postKinds.get(post.post).may, leads: postKinds.get(post.post).leads ?? false}));
}

/// A post with the capability over the unit (a code), or in any where there is none.
export function can(login, capability, code) {
  const unit = code === undefined ? undefined : keyOfCode.get(code);
  return postsOf(login).some(post => post.may.includes(capability) &&
    (unit === undefined || (reachesBelow.has(capability) ? isWithin(unit, post.unit) : post.unit === unit)));
}

export function isPosted(login, code) {
  return postsOf(login).some(post => post.unit === keyOfCode.get(code));
}

/// Relations of a post's unit to a matter {responsible, sender, escalated: codes}.
function standsAt(post, relation, matter) {
  if (relation === 'above') return post.unit !== keyOfCode.get(matter.responsible) && isWithin(keyOfCode.get(matter.responsible), post.unit);
  return matter[relation] !== undefined && post.unit === keyOfCode.get(matter[relation]);
}

/// The accused, and everybody under them.
export function isBarred(login, matter) {
  const unit = matter.accusedUnit && keyOfCode.get(matter.accusedUnit);
  const ground = matter.accusedPerson ? postsOf(matter.accusedPerson).filter(post => post.leads).map(post => post.unit) : [];
  if (login === matter.accusedPerson) return true;
  return postsOf(login).some(post => (unit && isWithin(post.unit, unit)) || ground.some(above => isWithin(post.unit, above)));
}

export function mayRead(login, matter) {
  if (isBarred(login, matter)) return false;
  return postsOf(login).some(post => {
    if (['responsible', 'sender', 'escalated'].some(relation => standsAt(post, relation, matter)))
      return post.may.includes('read-unit') || post.may.includes('read-subtree');
    return !matter.confidential && post.may.includes('read-subtree') && standsAt(post, 'above', matter);
  });
}

/// Of somebody who reads the matter: whether a post of theirs may do it.
export function mayDo(login, matter, rule) {
  return postsOf(login).some(post => (rule.at ?? relations).some(relation => standsAt(post, relation, matter)) &&
    (!rule.may || rule.may.some(one => post.may.includes(one))));
}
