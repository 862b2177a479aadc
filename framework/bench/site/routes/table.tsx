// A large page: 1,000 rows, 2,000 cells.
import { createRows } from '../workload.ts'

export const head = { title: 'Table' }

export default function Table() {
  return (
    <>
      <h1>Table</h1>
      <table>
        <tbody>
          {createRows().map((row) => (
            <tr key={row.id}>
              <td>{row.id}</td>
              <td>{row.name}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
