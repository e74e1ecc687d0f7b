// A proxy before PostgreSQL that can cut a connection at its COMMIT: before the server gets it, or after the server has
// confirmed it and before anybody hears of that.
//
//   const proxy = await startProxy('postgres://…');
//   proxy.cut('before' | 'after', {thenRefuse: true});      // the next COMMIT; new connections are refused from then on
//   await proxy.hasCut;
//   proxy.accept();                                         // takes new connections again
import {createConnection, createServer} from 'node:net';

/// The messages of one direction of the wire protocol, taken out of what has come so far; the first one of a client has no
/// type.
class Messages {
  constructor({typed}) {
    this.typed = typed;
    this.rest = Buffer.alloc(0);
  }

  /// The messages that are whole now: [{type, body, bytes}].
  take(chunk) {
    this.rest = Buffer.concat([this.rest, chunk]);
    const out = [];
    for (;;) {
      const head = this.typed ? 1 : 0;
      if (this.rest.length < head + 4) return out;
      const end = head + this.rest.readInt32BE(head);
      if (this.rest.length < end) return out;
      out.push({type: this.typed ? String.fromCharCode(this.rest[0]) : '', body: this.rest.subarray(head + 4, end), bytes: this.rest.subarray(0, end)});
      this.rest = this.rest.subarray(end);
      this.typed = true;
    }
  }
}

/// A Parse message of the extended protocol: name, statement, number of types.
const asksToCommit = ({type, body}) => type === 'P' && body.subarray(body.indexOf(0) + 1).toString('latin1').startsWith('COMMIT\0');
const confirmsCommit = ({type, body}) => type === 'C' && body.toString('latin1') === 'COMMIT\0';

export async function startProxy(address) {
  const target = new URL(address);
  let armed = null, refuses = false, cutDone = () => {};
  const open = new Set();
  const proxy = {hasCut: Promise.resolve()};

  const server = createServer(client => {
    if (refuses) return client.destroy();
    const upstream = createConnection(Number(target.port), target.hostname);
    const asked = new Messages({typed: false}), answered = new Messages({typed: true});
    let awaited = null;
    const end = () => {
      client.destroy();
      upstream.destroy();
      open.delete(end);
    };
    const cut = plan => {
      armed = null;
      refuses = plan.thenRefuse;
      end();
      // Nobody else has a connection either, where the server is to be out of reach.
      if (refuses) for (const other of [...open]) other();
      cutDone();
    };
    open.add(end);
    client.on('data', chunk => {
      for (const message of asked.take(chunk)) {
        if (armed && asksToCommit(message)) {
          if (armed.when === 'before') return cut(armed);
          awaited = armed;
        }
        upstream.write(message.bytes);
      }
    });
    upstream.on('data', chunk => {
      for (const message of answered.take(chunk)) {
        if (awaited && confirmsCommit(message)) return cut(awaited);
        client.write(message.bytes);
      }
    });
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));

  const url = new URL(address);
  url.hostname = '127.0.0.1';
  url.port = String(server.address().port);
  url.searchParams.set('sslmode', 'disable');
  url.searchParams.set('gssencmode', 'disable');
  return Object.assign(proxy, {
    url: url.toString(),
    cut(when, {thenRefuse = false} = {}) {
      armed = {when, thenRefuse};
      proxy.hasCut = new Promise(resolve => { cutDone = resolve; });
    },
    accept() { refuses = false; },
    async stop() {
      for (const end of [...open]) end();
      await new Promise(resolve => server.close(resolve));
    },
  });
}
