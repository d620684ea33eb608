import { orderCard, type OrderCard } from '@karat/projections';
import { expectedOf, interleaved, storiesOf, type Story } from './stories.ts';

/** Events of an order that goes through its whole life. */
const WHOLE_LIFE = 9;
/** Events after which an order stands in the work queue, and stays there. */
const IN_QUEUE = 4;
/** Orders that go through their lives side by side. */
export const AT_ONCE = 20;

/** A row or card as it is read. */
export interface ReadRow {
  readonly orderId: string;
  readonly version: number;
  readonly status: string;
}

/** Orders without end: some stand in the work queue all the while, others go through their lives. */
export interface OrderLoad {
  readonly standing: readonly Story[];
  /** The next events of the others. */
  readonly next: (count: number) => Story;
  /** What is left of the lives that have begun. */
  readonly rest: () => Story;
  /** All stories, as far as they go. */
  readonly all: () => readonly Story[];
  /** Judges the rows of one reader: each is what its events say, and no order goes back. */
  readonly createJudge: () => (row: ReadRow) => boolean;
}

/** Makes a load with so many orders that stand in the queue. */
export function createOrderLoad(count: number): OrderLoad {
  const standing = storiesOf(Array.from({ length: count }, () => IN_QUEUE));
  const lengths = new Map(standing.map((story) => [orderOf(story), IN_QUEUE]));
  const moving: Story[] = [];
  let coming: Story = [];
  const begin = (): void => {
    const cohort = storiesOf(Array.from({ length: AT_ONCE }, () => WHOLE_LIFE));
    for (const story of cohort) lengths.set(orderOf(story), WHOLE_LIFE);
    moving.push(...cohort);
    coming = [...coming, ...interleaved(cohort)];
  };
  const take = (wanted: number): Story => {
    const taken = coming.slice(0, wanted);
    coming = coming.slice(wanted);
    return taken;
  };
  const statuses = statusesOf();
  return {
    standing,
    next: (wanted) => {
      while (coming.length < wanted) begin();
      return take(wanted);
    },
    rest: () => take(coming.length),
    all: () => [...standing, ...moving],
    createJudge: () => {
      const seen = new Map<string, number>();
      return ({ orderId, version, status }) => {
        const isBack = version < (seen.get(orderId) ?? 1);
        seen.set(orderId, version);
        return !isBack && version <= (lengths.get(orderId) ?? 0) && status === statuses[version];
      };
    },
  };
}

/** The status of an order by its version; stories tell all the same. */
function statusesOf(): readonly string[] {
  return Array.from({ length: WHOLE_LIFE + 1 }, (_, version) => {
    const [card] = expectedOf(orderCard, storiesOf([version])).values();
    return (card as OrderCard | undefined)?.status ?? '';
  });
}

function orderOf([first]: Story): string {
  return first?.orderId ?? '';
}
