// The program as a user starts it: a data folder of its own, a free port, the sample organisation.
import {execFile, spawn, spawnSync} from 'node:child_process';
import {randomInt} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/// The program that the tests run.
export const program = process.env.MASSLINE ?? path.join(root, 'build/massline');

/// Where the data lie: in the data folder (SQLite), or in a new database of the PostgreSQL server that the tests started.
function databaseArguments(store, server) {
  if (store !== 'postgres') return [];
  if (!server) throw new Error('MASSLINE_TEST_POSTGRES names no server; run script/test');
  const name = `massline_${process.pid}_${Date.now()}`;
  const made = spawnSync('psql', [server, '-qc', `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`], {encoding: 'utf8'});
  if (made.status !== 0) throw new Error(made.stderr);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return ['--db', url.toString()];
}

/// A data folder with an organisation: {folder, data, password, run(...)}.
function makeData({store, rulebook, sample, matters, place, postgres, simulate}) {
  const folder = mkdtempSync(path.join(place, 'massline-test-'));
  const data = path.join(folder, 'data');
  const run = (...words) => spawnSync(program, words, {encoding: 'utf8', cwd: root});
  const made = run('init', '--data', data, '--rulebook', rulebook, '--sample', sample, ...(matters ? ['--sample-matters', matters] : []),
    ...databaseArguments(store, postgres));
  if (made.status !== 0) throw new Error(`init: ${made.stdout}${made.stderr}`);
  if (simulate) {
    const year = run('simulate', '--into', '--data', data, ...simulate);
    if (year.status !== 0) throw new Error(`simulate: ${year.stdout}${year.stderr}`);
  }
  const accounts = readFileSync(path.join(data, 'sample-accounts.txt'), 'utf8');
  // For what asks this very process, such as a provider that a test plays.
  const call = (...words) => new Promise(resolve => execFile(program, words, {encoding: 'utf8', cwd: root}, (error, stdout, stderr) =>
    resolve({status: error ? error.code : 0, stdout, stderr})));
  return {folder, data, run, call, password: accounts.match(/password[^:]*: (\S+)/i)[1]};
}

/// A port of this machine that was free just now, below those that the system hands out by itself.
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    const attempt = tries => {
      const port = 20_000 + randomInt(10_000);
      probe.once('error', error => (tries > 0 ? attempt(tries - 1) : reject(error)));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
    };
    attempt(20);
  });
}

/// A data folder with a simulated organisation, likewise; `made` is what the program told.
function simulateData(words) {
  const folder = mkdtempSync(path.join(tmpdir(), 'massline-test-'));
  const data = path.join(folder, 'data');
  const made = startSimulated.run('simulate', '--rulebook', 'rulebooks/cpc', '--data', data, ...words);
  if (made.status !== 0) throw new Error(`simulate: ${made.stdout}${made.stderr}`);
  const accounts = readFileSync(path.join(data, 'sample-accounts.txt'), 'utf8');
  return {folder, data, run: startSimulated.run, made: made.stdout, password: accounts.match(/password[^:]*: (\S+)/i)[1]};
}

/// Serves what makeData() made, on a free port; gives it once it answers.
async function serve({data}, {web, options, port}) {
  const pages = web ? ['--web', path.join(root, 'web/dist')] : [];
  const server = spawn(program, ['serve', '--data', data, '--port', String(port), ...pages, ...options], {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
  const running = {process: server, output: ''};
  server.stderr.on('data', chunk => { running.output += chunk; });
  running.url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not start: ${running.output}`)), 30_000);
    server.stdout.on('data', chunk => {
      running.output += chunk;
      const ready = running.output.match(/For everybody\s+(http:\/\/[\d.]+:\d+)\//);
      if (ready) { clearTimeout(timer); resolve(ready[1]); }
    });
    server.on('exit', code => { clearTimeout(timer); reject(new Error(`the server ended with ${code}: ${running.output}`)); });
  });
  return running;
}

function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise(resolve => {
    child.once('exit', resolve);
    child.kill(signal);
  });
}

/// Makes a simulated organisation with these words of `massline simulate`, and serves it.
export const startSimulated = async (words, {web = false} = {}) => handle(simulateData(words), {web, options: ['--no-rate-limits']});
startSimulated.run = (...words) => spawnSync(program, words, {encoding: 'utf8', cwd: root});

/// Starts a server: {url, password, data, run(...), stop()}. kill() ends it without a warning, and start() serves the same
/// data again. `before` is given the data folder before it is served for the first time. `simulate`: words of `massline
/// simulate --into`, for a year of the sample's branches. `matters`: a file of matters of the sample's people.
export async function startServer({
  store = 'sqlite', rulebook = 'rulebooks/cpc', sample = 'samples/county.yaml', web = false, options = ['--no-rate-limits'],
  port = 0, before = () => {}, place = tmpdir(), postgres = process.env.MASSLINE_TEST_POSTGRES, simulate = null,
  matters = null,
} = {}) {
  const made = makeData({store, rulebook, sample, matters, place, postgres, simulate});
  await before(made.data, made);
  return handle(made, {web, options, port});
}

async function handle(made, {web, options, port = 0}) {
  let running = await serve(made, {web, options, port});
  const server = {
    url: running.url, password: made.password, made: made.made, data: made.data, run: made.run, call: made.call, process: running.process,
    output: () => running.output,
    kill: () => ended(running.process, 'SIGKILL'),
    /// As somebody ends it who starts it again.
    end: () => ended(running.process, 'SIGTERM'),
    async start() {
      running = await serve(made, {web, options, port});
      server.url = running.url;
      server.process = running.process;
    },
    async stop() {
      await ended(running.process, 'SIGTERM');
      rmSync(made.folder, {recursive: true, force: true});
      return running.process.exitCode;
    },
  };
  return server;
}
