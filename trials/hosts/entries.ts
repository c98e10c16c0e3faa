/** The entries of programs: what a host's own file imports, in the way of its modules. */

const IMPORTS = `import { createServer } from 'node:http';
import express from 'express';
import * as api from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import proof from './prove.cjs';
import shop from './shop.cjs';
`;

const REQUIRES = `const { createServer } = require('node:http');
const express = require('express');
const api = require('express-call-verification');
const { createProviderSimulator } = require('express-call-verification/simulator');
const proof = require('./prove.cjs');
const shop = require('./shop.cjs');
`;

const PARTS = 'express, api, createProviderSimulator, createServer, prove: proof.prove';

/** No await at the top: a bundle in CommonJS has none. */
const RUN = `
shop.tryShop({ ${PARTS} }).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`;

export const ESM_PROGRAM = `${IMPORTS}${RUN}`;
export const COMMONJS_PROGRAM = `${REQUIRES}${RUN}`;

const TEST = `
test('a number is proven', async () => {
  const findings = await shop.tryShop({ ${PARTS} });
  expect(findings.token).toBe('yes');
}, 60000);
`;

export const COMMONJS_TEST = `${REQUIRES}${TEST}`;
export const ESM_TEST = `${IMPORTS}${TEST}`;
export const VITEST_TEST = `import { expect, test } from 'vitest';\n${ESM_TEST}`;

/** A gateway that makes events of requests, as AWS does for an HTTP API (format 2.0), and sends answers once they are whole. */
export const LAMBDA_PROGRAM = `import { buffer } from 'node:stream/consumers';
import serverless from 'serverless-http';
${IMPORTS}
const wrap = (app) => {
  const handler = serverless(app);
  const answer = async (req, res) => {
    const { pathname, search } = new URL(req.url, 'http://gateway');
    const event = {
      version: '2.0',
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers: req.headers,
      body: (await buffer(req)).toString('base64'),
      isBase64Encoded: true,
      requestContext: { http: { method: req.method, path: pathname, sourceIp: req.socket.remoteAddress } },
    };
    const { statusCode, headers, body, isBase64Encoded } = await handler(event, {});
    res.writeHead(statusCode, headers).end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  };
  return (req, res) => void answer(req, res);
};
shop.tryShop({ ${PARTS}, wrap, isStreaming: false }).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`;
