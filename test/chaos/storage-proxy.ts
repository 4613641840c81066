import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What the network to storage does: all is well, connections break, nothing is answered, or the service is too busy. */
export type Weather = 'fair' | 'reset' | 'hang' | 'busy';

const BUSY =
  'HTTP/1.1 503 Server Busy\r\nx-ms-error-code: ServerBusy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** Stands between the program and Azurite, and knows nothing of what is said. */
export class StorageProxy {
  /** The account, reached through here. */
  connectionString = '';
  weather: Weather = 'fair';
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  async start(connectionString: string): Promise<this> {
    let proxied = connectionString;
    for (const endpoint of new Set(connectionString.match(/http:\/\/127\.0\.0\.1:\d+/g))) {
      const server = createServer((incoming) => this.#take(incoming, Number(new URL(endpoint).port)));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      this.#servers.push(server);
      proxied = proxied.replaceAll(endpoint, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    }
    this.connectionString = proxied;
    return this;
  }

  /** Another weather, for what is under way too. */
  turn(weather: Weather): void {
    this.weather = weather;
    if (weather === 'fair' || weather === 'reset') for (const socket of this.#sockets) socket.destroy();
  }

  stop(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(incoming: Socket, port: number): void {
    if (this.weather === 'reset') {
      incoming.destroy();
      return;
    }
    const onward = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [incoming, onward],
      [onward, incoming],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.on('data', (data) => {
        if (this.weather === 'hang') return;
        if (this.weather === 'busy' && from === incoming) incoming.end(BUSY);
        else to.write(data);
      });
    }
  }
}
