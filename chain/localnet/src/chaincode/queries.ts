/** The queries of one transaction whose results go to the chaincode message by message. */
import { peer } from '@hyperledger/fabric-protos';

/** Results in one answer to a query without pages. */
const RESULTS_PER_MESSAGE = 100;

/** Gives up to `limit` results as bytes, and whether there are more. */
export type ResultSource = (limit: number) => { results: Uint8Array[]; more: boolean };

/** A source over an iterator; one result is read ahead, so that it is known whether there are more. */
export function sourceOf(iterator: Iterator<Uint8Array>): ResultSource {
  let pending = iterator.next();
  return (limit) => {
    const results: Uint8Array[] = [];
    for (; !pending.done && results.length < limit; pending = iterator.next()) results.push(pending.value);
    return { results, more: !pending.done };
  };
}

/** Open queries by id. All methods give `QueryResponse` bytes. */
export class Queries {
  readonly #open = new Map<string, ResultSource>();
  #count = 0;

  /** Opens a query and answers with its first results. */
  open(source: ResultSource): Uint8Array {
    const id = this.#newId();
    this.#open.set(id, source);
    return this.next(id);
  }

  /** Answers with a page: all of it in one message, and nothing stays open. */
  page(results: Uint8Array[], bookmark: string): Uint8Array {
    const metadata = new peer.QueryResponseMetadata();
    metadata.setFetchedRecordsCount(results.length);
    metadata.setBookmark(bookmark);
    const response = queryResponse(this.#newId(), results, false);
    response.setMetadata(metadata.serializeBinary());
    return response.serializeBinary();
  }

  /** The next results; the last of them close the query. @throws Error when it is not open */
  next(id: string): Uint8Array {
    const source = this.#open.get(id);
    if (!source) throw new Error('query iterator not found');
    const { results, more } = source(RESULTS_PER_MESSAGE);
    if (!more) this.#open.delete(id);
    return queryResponse(id, results, more).serializeBinary();
  }

  /** Closes a query, if it is open. */
  close(id: string): Uint8Array {
    this.#open.delete(id);
    return queryResponse(id, [], false).serializeBinary();
  }

  #newId(): string {
    this.#count += 1;
    return `query-${this.#count}`;
  }
}

function queryResponse(id: string, results: Uint8Array[], more: boolean): peer.QueryResponse {
  const response = new peer.QueryResponse();
  response.setId(id);
  response.setHasMore(more);
  response.setResultsList(
    results.map((result) => {
      const bytes = new peer.QueryResultBytes();
      bytes.setResultbytes(result);
      return bytes;
    }),
  );
  return response;
}
