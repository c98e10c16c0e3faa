/** The same by `node:http` alone: the floor under everything that runs on Node. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { EXPECTED, type OpenSubject, PATHS } from '../http/subject.js';
import { requestsForRival } from '../http/wire-requests.js';
import { incorrect, signToken, started, status, verified } from './answers.js';
import { readAndDial } from './dial.js';

function send(res: ServerResponse, code: number, document: object): void {
  const body = JSON.stringify(document);
  res.writeHead(code, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) }).end(body);
}

export const openNode: OpenSubject = async (order) => {
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (req.url === PATHS.status) return send(res, 200, status());
    const body = JSON.parse(await text(req));
    if (req.url === PATHS.start) {
      await readAndDial(body.phone, order.providerUrl);
      return send(res, 202, started());
    }
    if (req.url !== PATHS.check) return void res.writeHead(204).end();
    return order.request === 'check-right' ? send(res, 200, verified(signToken())) : send(res, 422, incorrect());
  };
  return {
    handler: (req, res) => void answer(req, res),
    expected: EXPECTED[order.request],
    prepare: async (count) => requestsForRival(order, count),
  };
};
