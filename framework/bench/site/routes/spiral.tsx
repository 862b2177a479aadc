// A page of many attributes: 2,400 positioned elements.
import { createTiles } from '../workload.ts'

export const head = { title: 'Spiral' }

export default function Spiral() {
  return (
    <>
      <h1>Spiral</h1>
      <div class="wrap">
        {createTiles().map(({ x, y }) => (
          <div key={`${x} ${y}`} class="tile" style={{ left: `${x}px`, top: `${y}px` }} />
        ))}
      </div>
    </>
  )
}
