// Fixtures run beside each other, the tests of one fixture in turn: each fixture owns its server and its directory.
// One that measures time or needs the whole machine says [NonParallelizable] or belongs to [Category("Long")].
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: FixtureLifeCycle(LifeCycle.SingleInstance)]
