// The peer of the standing: DuckDB sums the same duties for every branch and every level above.
// node standing_peer.mjs NODE_MODULES WORK → "seconds owing behind missing" of the first duty in the country.
import {readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const [modules, work] = process.argv.slice(2);
const {DuckDBInstance} = createRequire(join(modules, 'x.js'))('@duckdb/node-api');
const instance = await DuckDBInstance.create(':memory:', {memory_limit: '12GB'});
const db = await instance.connect();
const run = (sql) => db.runAndReadAll(sql);
await run('create table member(unit int, setting utinyint, kind utinyint, post utinyint, study usmallint, meetings utinyint, service usmallint)');
await run(`copy member from '${join(work, 'members.csv')}' (format csv, header false)`);
await run('create table unit(id int, parent int)');
await run(`copy unit from '${join(work, 'units.csv')}' (format csv, header false)`);
rmSync(join(work, 'members.csv'));
const columns = readFileSync(join(work, 'columns.sql'), 'utf8');
const sums = readFileSync(join(work, 'sums.sql'), 'utf8');
// Five levels above the branches, each from the one below it.
const levels = ['branch', 'township', 'county', 'city', 'province', 'country'];
const once = async () => {
  for (const level of [...levels, 'result']) await run(`drop table if exists ${level}`);
  const began = process.hrtime.bigint();
  await run(`create temp table branch as select unit id${columns} from member group by unit`);
  for (let i = 1; i < levels.length; ++i)
    await run(`create temp table ${levels[i]} as select u.parent id${sums} from ${levels[i - 1]} join unit u using (id) group by u.parent`);
  await run(`create temp table result as ${levels.map((level) => `select * from ${level}`).join(' union all ')}`);
  return Number(process.hrtime.bigint() - began) / 1e9;
};
const took = [];
for (let i = 0; i < 3; ++i) took.push(await once());
took.sort((a, b) => a - b);
const [row] = (await run('select n0, b0, m0 from country where id = 0')).getRows();
console.log(took[1], ...row.map(String));
