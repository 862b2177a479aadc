// The data that both servers show, computed for every request so that no response can be cached.

/** The navigation of every page: URLs and labels. */
export const links: readonly (readonly [path: string, label: string])[] = [
  ['/', 'Home'],
  ['/hello', 'Hello'],
  ['/table', 'Table'],
  ['/spiral', 'Spiral'],
  ['/session', 'Session'],
]

export interface Row {
  id: string
  name: string
}

/** Creates 1,000 rows with a mark that is unique to the call; one name in 20 needs escaping. */
export function createRows(): Row[] {
  calls += 1
  const mark = calls.toString(36).padStart(8, '0')
  const rows: Row[] = []
  for (let index = 0; index < 1000; index++) {
    // Knuth's multiplicative hash: numbers that look random and are the same on every machine.
    const hash = (index * 2654435761) % 2 ** 32
    rows.push({
      id: `${mark}-${hash.toString(16).padStart(8, '0')}-row-${index}`,
      name: index % 20 === 0 ? `R&D <team> ${mark} ${index}` : `Customer ${mark} number ${index}`,
    })
  }
  return rows
}

let calls = 0

export interface Tile {
  x: string
  y: string
}

/** Places 2,400 tiles on a spiral. */
export function createTiles(): Tile[] {
  const tiles: Tile[] = []
  for (let index = 0; index < 2400; index++) {
    const angle = index * 0.2
    const radius = index * 0.19
    tiles.push({
      x: (480 + radius * Math.cos(angle)).toFixed(2),
      y: (480 + radius * Math.sin(angle)).toFixed(2),
    })
  }
  return tiles
}

export interface Item {
  id: string
  name: string
  price: number
  tags: string[]
  at: string
}

/** Creates the item of an id. */
export function createItem(id: string): Item {
  return {
    id,
    name: `Item ${id}`,
    price: (Number(id) * 7) % 1000,
    tags: ['alpha', 'beta', 'gamma'],
    at: new Date().toISOString(),
  }
}
