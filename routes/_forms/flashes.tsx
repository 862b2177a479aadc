// The flash messages for this visitor.
import type { Flash } from 'vial'

export function Flashes({ flash }: { flash: readonly Flash[] }) {
  if (flash.length === 0) return null
  return (
    <div class="flashes" role="status">
      {flash.map(({ kind, message }) => (
        <p key={message} class={`flash flash-${kind}`}>
          {message}
        </p>
      ))}
    </div>
  )
}
