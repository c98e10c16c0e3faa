/** Express, `express.json()`, and as much JSON as the package answers: what a host pays for Express itself. */
import express from 'express';
import { EXPECTED, type OpenSubject, PATHS } from '../http/subject.js';
import { requestsForRival } from '../http/wire-requests.js';
import { incorrect, signToken, started, status, verified } from './answers.js';
import { readAndDial } from './dial.js';

export const openExpress: OpenSubject = async (order) => {
  const app = express();
  app.set('trust proxy', 1);
  app.post(PATHS.start, express.json(), async (req, res) => {
    await readAndDial(req.body.phone, order.providerUrl);
    res.status(202).json(started());
  });
  app.post(PATHS.check, express.json(), (_req, res) => {
    if (order.request === 'check-right') res.json(verified(signToken()));
    else res.status(422).json(incorrect());
  });
  app.get(PATHS.status, (_req, res) => {
    res.json(status());
  });
  app.post(`${PATHS.webhooks}/mcn/:token`, express.json(), (_req, res) => {
    res.sendStatus(204);
  });
  return { handler: app, expected: EXPECTED[order.request], prepare: async (count) => requestsForRival(order, count) };
};
