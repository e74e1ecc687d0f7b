// The program as a user starts it: a data folder of its own, a free port, the sample organisation.
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.MASSLINE ?? path.join(root, 'build/massline');

/// Where the data lie: in the data folder (SQLite), or in a new database of the PostgreSQL server that the tests started.
function databaseArguments(store) {
  if (store !== 'postgres') return [];
  const server = process.env.MASSLINE_TEST_POSTGRES;
  if (!server) throw new Error('MASSLINE_TEST_POSTGRES names no server; run script/test');
  const name = `massline_${process.pid}_${Date.now()}`;
  const made = spawnSync('psql', [server, '-qc', `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`], {encoding: 'utf8'});
  if (made.status !== 0) throw new Error(made.stderr);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return ['--db', url.toString()];
}

/// A data folder with an organisation: {folder, data, password, run(...)}.
function makeData({store, rulebook, sample, simulate}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'massline-test-'));
  const data = path.join(folder, 'data');
  const run = (...words) => spawnSync(program, words, {encoding: 'utf8', cwd: root});
  const made = run('init', '--data', data, '--rulebook', rulebook, '--sample', sample, ...databaseArguments(store));
  if (made.status !== 0) throw new Error(`init: ${made.stdout}${made.stderr}`);
  if (simulate) {
    const year = run('simulate', '--into', '--data', data, ...simulate);
    if (year.status !== 0) throw new Error(`simulate: ${year.stdout}${year.stderr}`);
  }
  const accounts = readFileSync(path.join(data, 'sample-accounts.txt'), 'utf8');
  return {folder, data, run, password: accounts.match(/password[^:]*: (\S+)/i)[1]};
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
async function serve({data}, {web, options}) {
  const pages = web ? ['--web', path.join(root, 'web/dist')] : [];
  const server = spawn(program, ['serve', '--data', data, '--port', '0', ...pages, ...options], {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
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
/// data again. `simulate`: words of `massline simulate --into`, for a year of the sample's branches.
export async function startServer({
  store = 'sqlite', rulebook = 'rulebooks/cpc', sample = 'samples/county.yaml', web = false, options = ['--no-rate-limits'], simulate = null,
} = {}) {
  return handle(makeData({store, rulebook, sample, simulate}), {web, options});
}

async function handle(made, {web, options}) {
  let running = await serve(made, {web, options});
  const server = {
    url: running.url, password: made.password, made: made.made, data: made.data, run: made.run, process: running.process,
    output: () => running.output,
    kill: () => ended(running.process, 'SIGKILL'),
    async start() {
      running = await serve(made, {web, options});
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
