// Reads the URL of a Redis: one server, a cluster, or a server that Sentinel knows.

export interface RedisNode {
  readonly host: string
  readonly port: number
}

export interface RedisAddress {
  readonly kind: 'server' | 'cluster' | 'sentinel'
  /** The server, the nodes of the cluster that are asked first, or the sentinels. */
  readonly nodes: readonly RedisNode[]
  /** The name of the server that the sentinels watch. */
  readonly name: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
  /** The user and the password of the sentinels, which are not those of the server. */
  readonly sentinelUsername: string | undefined
  readonly sentinelPassword: string | undefined
  readonly db: number
  /** Which addresses of a host to use: 4, 6, or 0 for both. */
  readonly family: number
  readonly isEncrypted: boolean
}

const schemes: Readonly<Record<string, Pick<RedisAddress, 'kind' | 'isEncrypted'>>> = {
  redis: { kind: 'server', isEncrypted: false },
  rediss: { kind: 'server', isEncrypted: true },
  'redis+cluster': { kind: 'cluster', isEncrypted: false },
  'rediss+cluster': { kind: 'cluster', isEncrypted: true },
  'redis+sentinel': { kind: 'sentinel', isEncrypted: false },
  'rediss+sentinel': { kind: 'sentinel', isEncrypted: true },
}

/**
 * Parses a URL.
 *
 * `redis://host:port/db` is a server, and a cluster with several hosts: `redis://a:7000,b:7001,c:7002`. `redis+cluster://`
 * is a cluster that is known by one host. `redis+sentinel://a:26379,b:26379/name/db` is the server with that name. `rediss`
 * instead of `redis` encrypts. User and password precede the hosts, percent-encoded where they contain `@ : / ? #` or `%`.
 *
 * @throws Error that says what is wrong, without the password
 */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme = '', login, hosts = '', path = '', search = ''] =
    /^([a-z+]+):\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(url.trim()) ?? []
  const known = schemes[scheme]
  if (!known) {
    throw new Error(
      'REDIS_URL is not the URL of a Redis. Use one such as redis://127.0.0.1:6379, redis://a:7000,b:7001,c:7002 for a cluster, or redis+sentinel://a:26379,b:26379/name.',
    )
  }
  const nodes = hosts.split(',').map((host) => parseNode(host, known.kind === 'sentinel' ? 26_379 : 6379))
  const kind = known.kind === 'server' && nodes.length > 1 ? 'cluster' : known.kind
  const words = path.split('/').filter(Boolean).map(decode)
  const name = kind === 'sentinel' ? words.shift() : undefined
  if (kind === 'sentinel' && name === undefined) {
    throw new Error(
      'REDIS_URL: the name of the server is missing. Use redis+sentinel://a:26379,b:26379/name.',
    )
  }
  const db = parseDatabase(words)
  if (kind === 'cluster' && db !== 0) {
    throw new Error(`REDIS_URL: a cluster has no database ${db}, only database 0. Remove /${db}.`)
  }
  const [username, password] = parseLogin(login)
  return {
    kind,
    nodes,
    name,
    username,
    password,
    db,
    isEncrypted: known.isEncrypted,
    ...parseQuery(search, kind),
  }
}

/** A host and a port; an IPv6 address is in brackets. */
function parseNode(text: string, defaultPort: number): RedisNode {
  const [, address, name, port] = /^(?:\[([\da-f:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = address ?? name
  const number = port === undefined ? defaultPort : Number(port)
  if (host !== undefined && number > 0 && number < 65_536) return { host, port: number }
  throw new Error(`REDIS_URL: "${text}" is not a host with a port. Use one such as redis.example.org:6379.`)
}

function parseLogin(login: string | undefined): [username: string | undefined, password: string | undefined] {
  if (!login) return [undefined, undefined]
  const colon = login.indexOf(':')
  // Without a colon it is a name alone, as in every URL; Redis has no users without passwords.
  if (colon < 0) {
    throw new Error(
      'REDIS_URL: the password is missing. Use redis://:password@host or redis://user:password@host.',
    )
  }
  return [decode(login.slice(0, colon)) || undefined, decode(login.slice(colon + 1)) || undefined]
}

function parseDatabase(words: readonly string[]): number {
  const [word = '0'] = words
  if (/^\d{1,4}$/.test(word) && words.length < 2) return Number(word)
  throw new Error(
    `REDIS_URL: "/${words.join('/')}" is not the number of a database. Use a path such as /0, or none.`,
  )
}

function parseQuery(
  search: string,
  kind: RedisAddress['kind'],
): Pick<RedisAddress, 'family' | 'sentinelUsername' | 'sentinelPassword'> {
  const query = new URLSearchParams(search)
  const names = ['family', ...(kind === 'sentinel' ? ['sentinelUsername', 'sentinelPassword'] : [])]
  const unknown = [...query.keys()].find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new Error(
      `REDIS_URL: the parameter "${unknown}" is not supported. Remove it, or use one of ${names.join(', ')}.`,
    )
  }
  return {
    family: query.get('family') === '6' ? 6 : query.get('family') === '4' ? 4 : 0,
    sentinelUsername: query.get('sentinelUsername') ?? undefined,
    sentinelPassword: query.get('sentinelPassword') ?? undefined,
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Error(
      'REDIS_URL contains "%" without two hexadecimal digits after it. Write %25 for a percent sign.',
    )
  }
}
