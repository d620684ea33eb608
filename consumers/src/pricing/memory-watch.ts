import { readFileSync } from 'node:fs';

/** Ends tasks that make the process larger than it may be. */
export interface MemoryWatch {
  /**
   * Watches a task until the function that it returns is called.
   * @param bytes what the task was given; of several the one with the most is ended first
   * @param end ends it; told by how much (MB) the process has grown
   */
  readonly watch: (bytes: number, end: (grownMb: number) => void) => () => void;
}

/** Settings of {@link createMemoryWatch}. */
export interface MemoryWatchOptions {
  /** How much the process may grow for each task that runs, in MB. */
  readonly maxMbPerTask: number;
  /** How often it is looked at, in ms, at least 10. Default: 100. */
  readonly intervalMs?: number;
}

const BYTES_PER_MB = 2 ** 20;
const KIB_PER_MB = 1_024;
/** Looks that pass after a task was ended: its thread needs that long to give its memory back. */
const LOOKS_OF_GRACE = 5;

interface Task {
  readonly bytes: number;
  readonly end: (grownMb: number) => void;
}

/**
 * A watch over the memory of this process.
 *
 * Threads share a process, and neither Node nor the system tells what a single one has taken outside
 * its heap. So what is measured is how much the process has grown since it was idle, and the task
 * with the largest file is ended: most likely it is that one, and if not, the others come next.
 */
export function createMemoryWatch(options: MemoryWatchOptions): MemoryWatch {
  const { maxMbPerTask, intervalMs = 100 } = options;
  const tasks = new Set<Task>();
  let idleMb = 0;
  let grace = 0;
  let timer: NodeJS.Timeout | null = null;

  function look(): void {
    grace = Math.max(0, grace - 1);
    const grownMb = anonymousMb() - idleMb;
    if (grace > 0 || grownMb <= maxMbPerTask * tasks.size) return;
    const [largest] = [...tasks].sort((a, b) => b.bytes - a.bytes);
    if (largest === undefined) return;
    grace = LOOKS_OF_GRACE;
    largest.end(Math.round(grownMb));
  }

  function stop(task: Task): void {
    tasks.delete(task);
    if (tasks.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  function watch(bytes: number, end: Task['end']): () => void {
    const task = { bytes, end };
    if (timer === null) {
      idleMb = anonymousMb();
      timer = setInterval(look, intervalMs);
    }
    tasks.add(task);
    return () => {
      stop(task);
    };
  }

  return { watch };
}

/**
 * Memory of this process that no file backs; where the system does not tell, all that it has.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html (`RssAnon`)
 */
function anonymousMb(): number {
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    const kibibytes = Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]);
    if (Number.isFinite(kibibytes)) return kibibytes / KIB_PER_MB;
  } catch {
    // Not Linux.
  }
  return process.memoryUsage.rss() / BYTES_PER_MB;
}
