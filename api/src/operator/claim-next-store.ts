import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { MongoServerError, type Db } from 'mongodb';

/** Which order a request for the next one is about; a document of `own_workshop.next_claims`. A format. */
export interface NextClaim {
  /** Of the operator and the key of the request. */
  readonly _id: string;
  /** Of what was asked, so that the key with another wish is told. */
  readonly requestHash: string;
  /** The one that is, or was, claimed for it. */
  readonly orderId: string;
  readonly at: Date;
}

/** An order in the place of the one that was tried before. */
export interface NextChoice extends Pick<NextClaim, '_id' | 'requestHash' | 'orderId'> {
  /** Null where none was. */
  readonly before: string | null;
}

/** Remembers of requests for the next order which one it is, before it is claimed. */
export interface NextClaims {
  /** What a request is about; null where it is new. */
  readonly find: (requestId: string) => Promise<NextClaim | null>;
  /**
   * Makes an order that of the request. Gives what the request is about then: another order where
   * the same request was quicker elsewhere.
   */
  readonly choose: (choice: NextChoice) => Promise<NextClaim>;
}

/** As long as a key is of use: 90 days. */
const KEPT_SECONDS = 7_776_000;
/** What a claim follows from has to survive a crash. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** The requests in `own_workshop`. @throws where the database is away. */
export function nextClaimsIn(workshop: Db): NextClaims {
  const claims = workshop.collection<NextClaim>('next_claims');
  const find = (_id: string) => claims.findOne({ _id });
  const indexes = [{ key: { at: 1 }, expireAfterSeconds: KEPT_SECONDS }];
  let isIndexed = false;
  return {
    find,
    choose: async ({ before, ...chosen }) => {
      if (!isIndexed) await claims.createIndexes(indexes);
      isIndexed = true;
      const claim = { ...chosen, at: new Date() };
      try {
        const { _id } = claim;
        if (before === null) await claims.insertOne(claim, DURABLE);
        else await claims.replaceOne({ _id, orderId: before }, claim, DURABLE);
      } catch (error) {
        if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
      }
      return (await find(claim._id)) ?? claim;
    },
  };
}
