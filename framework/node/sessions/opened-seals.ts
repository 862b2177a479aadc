// Remembers the seals that were opened last, because the same visitor sends the same cookie with every request.

/** What a genuine seal contains. */
export interface OpenedSeal {
  readonly id: string
  readonly json: string
  /** Milliseconds since 1970; 0 for never. */
  readonly expiresAt: number
}

export interface OpenedSeals {
  find(text: string): OpenedSeal | undefined
  /** Keeps a seal. Call it only for genuine seals: visitors could otherwise push out those in use. */
  remember(text: string, seal: OpenedSeal): void
}

/** At most 8 MB, because a cookie has at most 4 kB. */
const maxRemembered = 1000

/** Creates the memory of a sealer. It does not check whether a seal has expired. */
export function createOpenedSeals(): OpenedSeals {
  // Two maps instead of a list of uses: when the newer one is full, the seals that only the older one has are dropped.
  let newer = new Map<string, OpenedSeal>()
  let older = new Map<string, OpenedSeal>()
  return {
    find(text) {
      const seal = newer.get(text)
      if (seal) return seal
      const known = older.get(text)
      if (known) add(text, known)
      return known
    },
    // Decoded and encoded again, because a slice would keep the whole `Cookie` header alive.
    remember: (text, seal) => add(Buffer.from(text, 'latin1').toString('latin1'), seal),
  }

  function add(text: string, seal: OpenedSeal): void {
    if (newer.size >= maxRemembered / 2) {
      older = newer
      newer = new Map()
    }
    newer.set(text, seal)
  }
}
