using RedshiftEncryption.Integration.Servers;

// One machine, one server of each kind, and settings that the AWS SDK reads from the process's environment.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(HostRadosgw))]
[assembly: AssemblyFixture(typeof(TrixieRadosgw))]
[assembly: AssemblyFixture(typeof(PostgresServer))]
