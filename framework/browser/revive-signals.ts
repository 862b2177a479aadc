// Restores props that contain signals. Islands that received the same signal on the server share it.
import { type Signal, signal } from '@preact/signals'
import { parse } from 'devalue'
import type { IslandMarker } from './island-marker.ts'

/** Adds the props that devalue serialized. */
export function reviveSignals(props: Record<string, unknown>, marker: IslandMarker): void {
  const Signal = ([number, value]: [number, unknown]): Signal => findSignal(number, value)
  Object.assign(props, parse(marker.d!, { Signal }))
}

const signals = new Map<number, Signal>()
// The next page numbers its signals from 1 again. Islands that stay keep their signals.
document.addEventListener('vial:leave', () => signals.clear())

function findSignal(number: number, value: unknown): Signal {
  const found = signals.get(number) ?? signal(value)
  signals.set(number, found)
  return found
}
