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

/// Starts a server: {url, password, data, run(...), stop()}.
export async function startServer({
  store = 'sqlite', rulebook = 'rulebooks/cpc', sample = 'samples/county.yaml', web = false, options = ['--no-rate-limits'],
} = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'massline-test-'));
  const data = path.join(folder, 'data');
  const database = databaseArguments(store);
  const run = (...words) => spawnSync(program, words, {encoding: 'utf8', cwd: root});
  const made = run('init', '--data', data, '--rulebook', rulebook, '--sample', sample, ...database);
  if (made.status !== 0) throw new Error(`init: ${made.stdout}${made.stderr}`);
  const accounts = readFileSync(path.join(data, 'sample-accounts.txt'), 'utf8');
  const password = accounts.match(/password[^:]*: (\S+)/i)[1];

  const pages = web ? ['--web', path.join(root, 'web/dist')] : [];
  const server = spawn(program, ['serve', '--data', data, '--port', '0', ...pages, ...options], {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
  let output = '';
  server.stderr.on('data', chunk => { output += chunk; });
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not start: ${output}`)), 30_000);
    server.stdout.on('data', chunk => {
      output += chunk;
      const ready = output.match(/For everybody\s+(http:\/\/[\d.]+:\d+)\//);
      if (ready) { clearTimeout(timer); resolve(ready[1]); }
    });
    server.on('exit', code => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
  return {
    url, password, data, run, process: server,
    output: () => output,
    async stop() {
      if (server.exitCode === null) {
        const ended = new Promise(resolve => server.once('exit', resolve));
        server.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, {recursive: true, force: true});
      return server.exitCode;
    },
  };
}
