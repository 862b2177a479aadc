// Reads props that JSON cannot carry: dates, maps, sets and their like.
import { parse } from 'devalue'
import type { IslandMarker } from './island-marker.ts'

/** Adds the props that devalue wrote. */
export function revive(props: Record<string, unknown>, marker: IslandMarker): void {
  Object.assign(props, parse(marker.d!))
}
