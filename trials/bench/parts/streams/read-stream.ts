/** Reads a verification's status stream as a page does: by `fetch`, with the id in a header. */

export interface OpenStream {
  /** Leaves, as a closed page does. */
  leave(): void;
}

/** Resolves when the stream is open. @param onStatus told of each event as it arrives */
export async function openStream(
  url: string,
  verificationId: string,
  onStatus: (document: { readonly call: { readonly outcome: string } }) => void,
): Promise<OpenStream> {
  const leaving = new AbortController();
  const headers = { accept: 'text/event-stream', 'verification-id': verificationId };
  const response = await fetch(url, { headers, signal: leaving.signal });
  const { body } = response;
  if (response.status !== 200 || body === null) throw new Error(`a stream was answered ${response.status}`);
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = block.split('\n').find((line) => line.startsWith('data: '));
        // A heartbeat is a comment.
        if (data !== undefined) onStatus(JSON.parse(data.slice('data: '.length)));
      }
    }
  };
  read().catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error;
  });
  return { leave: () => leaving.abort() };
}
