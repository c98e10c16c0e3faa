/** Makes two memory stores: in this process, or in each of two workers of a cluster. Usage: memory-host.fixture.ts single|workers */
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createMemoryStore } from 'express-call-verification';

if (process.argv[2] === 'workers' && cluster.isPrimary) {
  // The process that makes them may have a store of its own.
  createMemoryStore();
  await Promise.all([cluster.fork(), cluster.fork()].map((worker) => once(worker, 'exit')));
} else {
  createMemoryStore();
  createMemoryStore();
  cluster.worker?.disconnect();
}
