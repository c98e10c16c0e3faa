/** Timers that never keep a process alive, and that can all be stopped together. */

export interface Timers {
  /** Runs `action` after `delayMs`; call the returned function to cancel it. */
  after(delayMs: number, action: () => void): () => void;
  /** Resolves after `delayMs`, and never once the timers are stopped. */
  pause(delayMs: number): Promise<void>;
  stopAll(): void;
}

export function createTimers(): Timers {
  const running = new Set<NodeJS.Timeout>();
  let isStopped = false;

  function after(delayMs: number, action: () => void): () => void {
    if (isStopped) return () => undefined;
    const timer = setTimeout(() => {
      running.delete(timer);
      action();
    }, delayMs);
    timer.unref();
    running.add(timer);
    return () => {
      running.delete(timer);
      clearTimeout(timer);
    };
  }

  return {
    after,
    pause: (delayMs) => new Promise((resolve) => void after(delayMs, resolve)),
    stopAll() {
      isStopped = true;
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}
