// The guest book in a collection of MongoDB.
import { MongoClient, MongoNetworkError, MongoServerSelectionError } from 'mongodb'
import { HttpError } from 'vial'
import { type Entry, type GuestBook, maxEntries } from './guest-book.ts'

type Document = Omit<Entry, 'written'> & { written: Date }

/**
 * Opens the guest book on a server. It connects at the first query, so that the site starts while the server is down.
 *
 * @throws Error if the URL is not one of a MongoDB server
 */
export function openMongoGuestBook(url: string): GuestBook {
  const client = createClient(url)
  const entries = client.db().collection<Document>('guest-book')

  return {
    list: () =>
      whileAvailable(client, async () => {
        const documents = await entries
          .find({}, { projection: { _id: 0 } })
          .sort({ _id: -1 })
          .limit(maxEntries)
          .toArray()
        return documents.map((document) => ({ ...document, written: document.written.toISOString() }))
      }),
    add: (entry) =>
      whileAvailable(client, async () => {
        await entries.insertOne({ ...entry, written: new Date(entry.written) })
        const [oldest] = await entries.find().sort({ _id: -1 }).skip(maxEntries).limit(1).toArray()
        // An id begins with the time, so that ids sort like the times of their documents.
        if (oldest) await entries.deleteMany({ _id: { $lte: oldest._id } })
      }),
    close: () => client.close(),
  }
}

function createClient(url: string): MongoClient {
  try {
    // By default, a query waits 30 seconds for a server, and has no limit for its answer.
    return new MongoClient(url, {
      serverSelectionTimeoutMS: 2000,
      connectTimeoutMS: 2000,
      socketTimeoutMS: 4000,
    })
  } catch (error) {
    // The URL is not part of the message, because it may contain a password.
    const message =
      'MONGODB_URL is not the URL of a MongoDB server. Set one such as mongodb://127.0.0.1:27017/site.'
    throw new Error(message, { cause: error })
  }
}

/** Answers 503 if there is no connection. Any other error is a bug and passes. */
async function whileAvailable<Result>(client: MongoClient, query: () => Promise<Result>): Promise<Result> {
  try {
    // Without this line, a client whose first connection has failed never connects again. If it is connected, this
    // returns at once.
    await client.connect()
    return await query()
  } catch (error) {
    if (!(error instanceof MongoServerSelectionError || error instanceof MongoNetworkError)) throw error
    const message = 'The guest book is not available at the moment. Please try again in a minute.'
    throw new HttpError(503, message, { cause: error, headers: { 'retry-after': '60' } })
  }
}
