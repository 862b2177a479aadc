// The components that both sides of the island benchmarks hydrate.

export const components = {
  'without hooks': `
    export default function Button({ label }) {
      return <button onClick={() => alert(label)}>{label}</button>
    }`,
  useState: `
    import { useState } from 'preact/hooks'
    export default function Counter({ label, start }) {
      const [count, setCount] = useState(start)
      return <p><b>{label}</b> <button onClick={() => setCount(count + 1)}>{count}</button></p>
    }`,
  signals: `
    import { useSignal } from '@preact/signals'
    export default function Counter({ label, start }) {
      const count = useSignal(start)
      return <p><b>{label}</b> <button onClick={() => count.value++}>{count}</button></p>
    }`,
}
