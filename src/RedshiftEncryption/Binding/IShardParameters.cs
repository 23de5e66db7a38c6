using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>The parameters that select a shard.</summary>
internal interface IShardParameters
{
    int ShardIndex { get; }
    int ShardCount { get; }
    SwitchParameter ShardFromEnvironment { get; }
}
