# What Cambium links, and what Debian and Ubuntu call it: for our own build and for the package.

# Sets `result` to a sentence on what is missing, or to nothing. The configs of some packages
# compile C to look around.
macro(cambium_find_packages result)
  enable_language(C)
  set(${result} "")
  foreach(cambium_pair absl:libabsl-dev CapnProto:libcapnp-dev TBB:libtbb-dev
      Boost:libboost-container-dev Threads:libc6-dev)
    string(REPLACE ":" ";" cambium_pair ${cambium_pair})
    list(GET cambium_pair 0 cambium_package)
    list(GET cambium_pair 1 cambium_debian)
    find_package(${cambium_package} QUIET)
    if(NOT ${cambium_package}_FOUND)
      string(APPEND ${result} "Cambium needs ${cambium_package}, which CMake does not find: "
        "apt install ${cambium_debian}, or add its prefix to CMAKE_PREFIX_PATH\n")
    endif()
  endforeach()
endmacro()
