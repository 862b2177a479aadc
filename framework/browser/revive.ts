// Restores props that JSON cannot carry, such as dates, maps and sets.
import { parse } from 'devalue'
import type { IslandMarker } from './island-marker.ts'

/** Adds the props that devalue serialized. */
export function revive(props: Record<string, unknown>, marker: IslandMarker): void {
  Object.assign(props, parse(marker.d!))
}
