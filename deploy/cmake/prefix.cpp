// A library of one line, so that its precompiled header has an owner.
namespace crosswalk {}
