// ZQL, the query engine of Zero: its sources in memory, a pipeline and a nested view for each
// query, as its client has them, without the store and the connection around.
//
//     node zql.mjs W4 FOLDER [SECONDS]
//
// The package exports the language; what runs it stands in files that it does not export.
// SPDX-License-Identifier: Apache-2.0
import { createBuilder, createSchema, number, relationships, string, table } from '@rocicorp/zero';
import { consume } from '@rocicorp/zero/bindings';
import { runLive } from '../live.mjs';

const inside = (file) =>
  import(new URL(`./node_modules/@rocicorp/zero/out/zql/src/${file}`, import.meta.url));
const { MemorySource } = await inside('ivm/memory-source.js');
const { makeSourceChangeAdd, makeSourceChangeEdit, makeSourceChangeRemove } =
  await inside('ivm/source.js');
const { QueryDelegateBase } = await inside('query/query-delegate-base.js');

const users = table('users').columns({ id: number(), name: string() }).primaryKey('id');
const labels = table('labels').columns({ id: number(), name: string() }).primaryKey('id');
const issues = table('issues')
  .columns({
    id: number(), project: number(), owner: number(), status: number(), created: number(),
    title: string(),
  })
  .primaryKey('id');
const comments = table('comments')
  .columns({
    id: number(), issue: number(), author: number(), created: number(), body: string(),
  })
  .primaryKey('id');
const pairs = table('pairs')
  .columns({ issue: number(), label: number() })
  .primaryKey('issue', 'label');

const schema = createSchema({
  tables: [users, labels, issues, comments, pairs],
  relationships: [
    relationships(issues, ({ one, many }) => ({
      person: one({ sourceField: ['owner'], destField: ['id'], destSchema: users }),
      comments: many({ sourceField: ['id'], destField: ['issue'], destSchema: comments }),
      labels: many(
        { sourceField: ['id'], destField: ['issue'], destSchema: pairs },
        { sourceField: ['label'], destField: ['id'], destSchema: labels }),
    })),
  ],
});
const queries = createBuilder(schema);

// What Zero's client does around its queries: sources by name, and views that tell their
// listeners at the end of a transaction.
class Delegate extends QueryDelegateBase {
  defaultQueryComplete = true;
  #sources = new Map();
  #ends = new Set();

  getSource(name) {
    let source = this.#sources.get(name);
    if (source === undefined) {
      const { columns, primaryKey } = schema.tables[name];
      source = new MemorySource(name, columns, primaryKey);
      this.#sources.set(name, source);
    }
    return source;
  }
  onTransactionCommit(end) {
    this.#ends.add(end);
    return () => this.#ends.delete(end);
  }
  push(name, change) {
    consume(this.getSource(name).push(change));
  }
  endTransaction() {
    for (const end of this.#ends) end();
  }
}

function rowOf(name, columns) {
  const row = {};
  Object.keys(schema.tables[name].columns).forEach((column, i) => { row[column] = columns[i]; });
  return row;
}

class Tracker {
  #delegate = new Delegate();
  #issues = new Map();  // By id.
  #views = [];          // By project.
  #heard = 0;           // How many views had something to say.

  load(tables) {
    for (const name of Object.keys(schema.tables)) {
      for (const columns of tables[name === 'pairs' ? 'w4_issue_labels' : `w4_${name}`]) {
        this.#insert(name, columns);
      }
    }
    const projects = tables.w4_issues.reduce((most, issue) => Math.max(most, issue[1] + 1), 0);
    for (let project = 0; project < projects; ++project) this.#subscribe(project);
  }
  #subscribe(project) {
    const newestFirst = (query) => query.orderBy('created', 'desc').orderBy('id', 'desc');
    const query = newestFirst(queries.issues.where('project', project).where('status', 0))
      .limit(50)
      .related('person')
      .related('comments', (of) => newestFirst(of).limit(3))
      .related('labels');
    const view = this.#delegate.materialize(query);
    view.addListener(() => { ++this.#heard; });
    this.#views.push(view);
  }
  #insert(name, columns) {
    const row = rowOf(name, columns);
    if (name === 'issues') this.#issues.set(row.id, row);
    this.#delegate.push(name, makeSourceChangeAdd(row));
  }
  transaction([letter, ...columns]) {
    this.#heard = 0;
    if (letter === 's') {
      const row = rowOf('issues', columns);
      const before = this.#issues.get(row.id);
      this.#issues.set(row.id, row);
      this.#delegate.push('issues', makeSourceChangeEdit(row, before));
    } else if (letter === 'r') {
      this.#delegate.push('pairs', makeSourceChangeRemove(rowOf('pairs', columns)));
    } else {
      this.#insert({ c: 'comments', i: 'issues', l: 'pairs' }[letter], columns);
    }
    this.#delegate.endTransaction();
    return this.#heard > 0;
  }
  views() {
    const rows = [];
    this.#views.forEach((view, project) => {
      for (const issue of view.data) {
        rows.push([1, project, issue.id, issue.created], [4, project, issue.id, issue.person.id]);
        for (const comment of issue.comments) rows.push([2, project, issue.id, comment.id]);
        for (const label of issue.labels) rows.push([3, project, issue.id, label.id]);
      }
    });
    return { '': rows };
  }
}

runLive({ W4: () => new Tracker() });
