// Lets queries wait for a locked SQLite database without blocking the server.
import { setTimeout as sleep } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, Dialect, Driver } from 'kysely'
import { HttpError } from 'vial'

/** How long a query may wait for the lock in all, and between two attempts (ms). */
const maxWait = 1000
const pause = 20

/**
 * Wraps a dialect of SQLite, whose driver is synchronous: while it waits for a lock, the whole process waits.
 *
 * The database should have a busy timeout of a few milliseconds. A query that finds it locked is tried again for a second,
 * and other requests are answered in between. Then the answer is 503.
 */
export function retryWhenBusy(dialect: Dialect): Dialect {
  return {
    createDriver: () => wrapDriver(dialect.createDriver()),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
}

interface WaitingConnection extends DatabaseConnection {
  /** The connection of a transaction, which keeps it from beginning to end. */
  held?: DatabaseConnection | undefined
}

function wrapDriver(driver: Driver): Driver {
  return {
    init: () => driver.init(),
    destroy: () => driver.destroy(),
    // Queries get the only connection for one attempt at a time, so that others can run in between.
    acquireConnection: async () => createConnection(driver),
    async releaseConnection(connection: WaitingConnection) {
      if (connection.held) await driver.releaseConnection(connection.held)
      connection.held = undefined
    },
    async beginTransaction(connection: WaitingConnection, settings) {
      connection.held = await driver.acquireConnection()
      await driver.beginTransaction(connection.held, settings)
    },
    commitTransaction: async ({ held }: WaitingConnection) => driver.commitTransaction(held!),
    rollbackTransaction: async ({ held }: WaitingConnection) => driver.rollbackTransaction(held!),
  }
}

function createConnection(driver: Driver): WaitingConnection {
  const connection: WaitingConnection = {
    executeQuery: <Row>(query: CompiledQuery) =>
      connection.held
        ? connection.held.executeQuery<Row>(query)
        : retry(() => executeAlone<Row>(driver, query)),
    streamQuery() {
      throw new Error('This database does not stream queries. Select the rows in pages instead.')
    },
  }
  return connection
}

async function executeAlone<Row>(driver: Driver, query: CompiledQuery) {
  const connection = await driver.acquireConnection()
  try {
    return await connection.executeQuery<Row>(query)
  } finally {
    await driver.releaseConnection(connection)
  }
}

async function retry<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let waited = 0; ; waited += pause) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (waited >= maxWait) throw createBusyError(error)
    }
    await sleep(pause)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /^SQLITE_(BUSY|LOCKED)/.test(String((error as { code?: unknown }).code))
}

function createBusyError(cause: unknown): HttpError {
  const message = 'The notes are busy. Please try again in a moment.'
  return new HttpError(503, message, { cause, headers: { 'retry-after': '2' } })
}
