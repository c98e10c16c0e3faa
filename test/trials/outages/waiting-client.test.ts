/** A client that waits for replicas acknowledges only what they have. */
import { describe, expect, it } from 'vitest';
import { waitForReplicas } from '../../../trials/outages/waiting-client.js';

/** Answers `WAIT` with the number given, and remembers what it was sent. */
function createScriptedClient(replicas: number | Error) {
  const sent: string[] = [];
  return {
    sent,
    async call(command: string, ...parameters: string[]): Promise<unknown> {
      sent.push([command, ...parameters].join(' '));
      if (command !== 'WAIT') return `answer to ${command}`;
      if (replicas instanceof Error) throw replicas;
      return replicas;
    },
  };
}

describe('a client that waits for replicas', () => {
  it('sends the question with the write, and passes on the answer', async () => {
    const client = createScriptedClient(1);
    const answer = waitForReplicas(client, 1).call('EVALSHA', 'digest');
    // Before anything was answered: both take the same connection.
    expect(client.sent).toEqual(['EVALSHA digest', 'WAIT 1 1000']);
    expect(await answer).toBe('answer to EVALSHA');
  });

  it('fails if too few replicas have the write, or if nobody knows', async () => {
    await expect(waitForReplicas(createScriptedClient(0), 1).call('EVALSHA', 'digest')).rejects.toThrow('too few');
    await expect(waitForReplicas(createScriptedClient(new Error('closed')), 1).call('EVAL', 'text')).rejects.toThrow('closed');
  });

  it('asks nothing about a read', async () => {
    const client = createScriptedClient(0);
    expect(await waitForReplicas(client, 1).call('GET', 'key')).toBe('answer to GET');
    expect(client.sent).toEqual(['GET key']);
  });
});
